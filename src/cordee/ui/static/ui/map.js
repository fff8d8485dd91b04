/* Maps: Leaflet on our own files, tiles only when the town set an address, outlines of districts otherwise.
   The same points are always in a list beside: <li data-point="id"> lights its pin, a pin lights its line. */
(() => {
  "use strict";
  if (!window.L) return;

  const PIN = '<svg viewBox="0 0 30 38" aria-hidden="true"><path d="M15 37C8 28 2 22 2 14.5a13 13 0 0 1 26 0C28 22 22 28 15 37z"/></svg>';
  const SIGNS = { l0: "!", l1: "▲", l2: "◆", l3: "●", l4: "○", person: "+" };
  const KEYBOARD_PINS = 40;

  const pinIcon = (kind) => L.divIcon({
    className: `pin ${kind || ""}`,
    html: `${PIN}<span class="pin-sign" aria-hidden="true">${SIGNS[kind] || ""}</span>`,
    iconSize: [30, 38],
    iconAnchor: [15, 37],
    popupAnchor: [0, -34],
    tooltipAnchor: [12, -22],
  });

  const words = (point) => {
    const box = document.createElement("div");
    const title = document.createElement(point.url ? "a" : "strong");
    title.textContent = point.label;
    if (point.url) title.href = point.url;
    box.append(title);
    if (point.text) box.append(document.createElement("br"), point.text);
    return box;
  };

  const draw = (holder) => {
    const data = document.getElementById(holder.dataset.map);
    if (!data || holder.dataset.ready) return;
    holder.dataset.ready = "1";
    const options = JSON.parse(data.textContent);
    holder.replaceChildren();
    const map = L.map(holder, { scrollWheelZoom: false, attributionControl: Boolean(options.tiles), minZoom: 9, maxZoom: 19 });
    if (options.tiles) {
      map.attributionControl.setPrefix(false);
      L.tileLayer(options.tiles, { attribution: options.attribution || "", maxZoom: 19 }).addTo(map);
    }
    L.control.scale({ imperial: false }).addTo(map);
    const [bigger, smaller] = holder.querySelectorAll(".leaflet-control-zoom a");
    [[bigger, "Agrandir"], [smaller, "Réduire"]].forEach(([button, label]) => {
      button.title = label;
      button.setAttribute("aria-label", label);
    });

    const bounds = L.latLngBounds([]);
    if (options.districts) {
      map.createPane("names").style.zIndex = 450;
      const outlines = L.geoJSON(options.districts, {
        style: () => ({ className: "district" }),
        interactive: false,
        onEachFeature: (feature, layer) => {
          const name = feature.properties && feature.properties.name;
          if (name && !options.tiles) layer.bindTooltip(name, { permanent: true, direction: "center", className: "district-name", pane: "names" });
        },
      }).addTo(map);
      if (outlines.getBounds().isValid()) bounds.extend(outlines.getBounds());
    }

    const pins = new Map();
    // Several points are worth a closer look than the whole town around them.
    const seen = options.points.length > 1 ? L.latLngBounds([]) : bounds;
    options.points.forEach((point) => {
      const marker = L.marker([point.lat, point.lon], {
        icon: pinIcon(point.kind),
        title: point.label,
        alt: point.label,
        keyboard: options.points.length <= KEYBOARD_PINS,
        riseOnHover: true,
      }).addTo(map);
      marker.bindPopup(() => words(point));
      seen.extend(marker.getLatLng());
      if (point.id === undefined) return;
      pins.set(String(point.id), marker);
      marker.on("click keypress", () => light(String(point.id), true));
    });

    const lines = () => document.querySelectorAll("[data-point]");
    function light(id, scroll) {
      lines().forEach((line) => {
        const on = line.dataset.point === id;
        line.classList.toggle("is-on", on);
        if (on && scroll) line.scrollIntoView({ block: "nearest" });
      });
      pins.forEach((marker, key) => {
        const element = marker.getElement();
        if (element) element.classList.toggle("is-on", key === id);
        marker.setZIndexOffset(key === id ? 1000 : 0);
      });
    }
    ["mouseover", "focusin"].forEach((kind) => document.addEventListener(kind, (event) => {
      const line = event.target.closest && event.target.closest("[data-point]");
      if (line && pins.has(line.dataset.point)) light(line.dataset.point, false);
    }));

    map.on("popupopen", (event) => {
      const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", "Fermer");
    });
    if (holder.dataset.pick) pick(map, holder);
    holder.leafletMap = map;
    if (options.centre) map.setView(options.centre, options.zoom);
    else if (seen.isValid()) map.fitBounds(seen, { padding: [28, 28], maxZoom: 16 });
    else map.setView([46.6, 2.4], 6);
    holder.dispatchEvent(new CustomEvent("map:ready", { detail: map }));
    // The wheel zooms only once the map has been asked for: a page must scroll over it.
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
  };

  function pick(map, holder) {
    const lat = document.getElementById(`${holder.dataset.pick}_lat`);
    const lon = document.getElementById(`${holder.dataset.pick}_lon`);
    const tools = holder.parentElement.querySelector(".map-pick");
    if (!lat || !lon) return;
    let pin = null;
    const place = (where, write) => {
      if (pin) pin.setLatLng(where);
      else {
        pin = L.marker(where, { icon: pinIcon("l3"), draggable: true, alt: "Repère", title: "Repère à déplacer" }).addTo(map);
        pin.on("dragend", () => place(pin.getLatLng(), true));
      }
      if (!write) return;
      lat.value = pin.getLatLng().lat.toFixed(6);
      lon.value = pin.getLatLng().lng.toFixed(6);
      lat.dispatchEvent(new Event("change", { bubbles: true }));
      if (tools) tools.querySelector("[data-map-said]").textContent = "Repère placé.";
    };
    map.on("click", (event) => place(event.latlng, true));
    const follow = () => {
      const where = [Number.parseFloat(lat.value), Number.parseFloat(lon.value)];
      if (where.some(Number.isNaN)) return;
      place(where, false);
      map.setView(where, Math.max(map.getZoom() || 16, 16));
    };
    lat.form?.addEventListener("combobox:chosen", () => setTimeout(follow));
    setTimeout(follow);
    if (!tools) return;
    tools.hidden = false;
    tools.querySelector("[data-map-centre]").addEventListener("click", () => place(map.getCenter(), true));
  }

  const ready = (root) => root.querySelectorAll("[data-map]").forEach(draw);
  ready(document);
  document.addEventListener("htmx:load", (event) => ready(event.target));
})();
