// How far printing is: asked again every two seconds; then the page is loaded anew, unless it stays.

const place = document.getElementById("progress");

const ask = async () => {
  const answer = await fetch(place.dataset.url, { credentials: "same-origin" }).catch(() => null);
  const said = answer?.ok ? await answer.text().catch(() => null) : null;
  const busy = place.contains(document.activeElement);
  if (said !== null && !busy) {
    const isSignedOut = answer.redirected;
    if (!isSignedOut) place.innerHTML = said;
    if (isSignedOut || place.firstElementChild.dataset.state !== "printing") {
      return "stays" in place.dataset ? undefined : location.reload();
    }
  }
  setTimeout(ask, 2000);
};

if (place) setTimeout(ask, 1000);
