// Chooses the time zone that the browser reports, where nothing is chosen yet.
"use strict";

for (const select of document.querySelectorAll("select[name=zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const option = [...select.options].find((one) => one.value === zone || (one.dataset.aliases || "").split(" ").includes(zone));
  if (option && !select.value) select.value = option.value;
}
