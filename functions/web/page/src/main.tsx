import { render } from "preact";

const place = document.getElementById("app");
if (place) {
  place.textContent = "";
  render(<h1>Skillpath</h1>, place);
}
