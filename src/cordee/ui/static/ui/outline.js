/* Drawing an outline on a map: each click adds a corner, the field holds it as GeoJSON. Without a script the field is pasted. */
(() => {
  "use strict";
  if (!window.L) return;

  document.querySelectorAll("[data-outline]").forEach((box) => {
    const field = document.getElementById(box.dataset.outline);
    const holder = box.querySelector(".map");
    const tools = box.querySelector("[data-outline-tools]");
    const said = tools.querySelector("[data-outline-said]");
    if (!field || !holder) return;

    // The map announces itself when it is drawn.
    holder.addEventListener("map:ready", (event) => start(event.detail), { once: true });
    if (holder.leafletMap) start(holder.leafletMap);

    function start(map) {
      if (tools.hidden === false) return;
      tools.hidden = false;
      let corners = read();
      const shape = L.polygon([], { className: "drawn-zone", interactive: false }).addTo(map);
      const dots = L.layerGroup().addTo(map);
      const show = (write) => {
        shape.setLatLngs(corners);
        dots.clearLayers();
        corners.forEach((corner) => L.circleMarker(corner, { radius: 5, className: "drawn-corner", interactive: false }).addTo(dots));
        said.textContent = corners.length ? `${corners.length} point${corners.length > 1 ? "s" : ""}${corners.length < 3 ? ", il en faut trois" : ""}.` : "Cliquez sur la carte pour placer les points.";
        if (!write) return;
        field.value = corners.length < 3 ? "" : JSON.stringify({
          type: "Polygon",
          coordinates: [[...corners, corners[0]].map(([lat, lon]) => [Number(lon.toFixed(6)), Number(lat.toFixed(6))])],
        });
      };
      const add = (where) => { corners.push([where.lat, where.lng]); show(true); };
      map.on("click", (event) => add(event.latlng));
      tools.querySelector("[data-outline-add]").addEventListener("click", () => add(map.getCenter()));
      tools.querySelector("[data-outline-undo]").addEventListener("click", () => { corners.pop(); show(true); });
      tools.querySelector("[data-outline-clear]").addEventListener("click", () => { corners = []; show(true); });
      field.addEventListener("change", () => { corners = read(); show(false); });
      show(false);
    }

    function read() {
      try {
        const shape = JSON.parse(field.value);
        const ring = (shape.geometry || shape).coordinates[0];
        return ring.slice(0, -1).map(([lon, lat]) => [lat, lon]);
      } catch {
        return [];
      }
    }
  });
})();
