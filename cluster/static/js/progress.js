// How far printing is: asked again every two seconds; then the page is loaded anew, unless it stays.

const place = document.getElementById("progress");

const ask = async () => {
  const busy = place.contains(document.activeElement);
  const answer = busy ? null : await fetch(place.dataset.url, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) {
    const isSignedOut = answer.redirected;
    if (!isSignedOut) place.innerHTML = await answer.text();
    if (isSignedOut || place.firstElementChild.dataset.state !== "printing") {
      return "stays" in place.dataset ? undefined : location.reload();
    }
  }
  setTimeout(ask, 2000);
};

if (place) setTimeout(ask, 1000);
