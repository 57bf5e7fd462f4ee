// How far an order is: asked again every two seconds while it prints; reloading shows the same.

const place = document.getElementById("progress");

const ask = async () => {
  const answer = await fetch(place.dataset.url, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) {
    place.innerHTML = await answer.text();
    if (place.firstElementChild.dataset.state !== "printing") return location.reload();
  }
  setTimeout(ask, 2000);
};

if (place) setTimeout(ask, 1000);
