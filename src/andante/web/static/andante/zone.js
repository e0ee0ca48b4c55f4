// On first start: offer the zone that this browser's clock is in.
const select = document.querySelector("#id_zone");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && select.value === "UTC" && [...select.options].some((option) => option.value === zone)) select.value = zone;
