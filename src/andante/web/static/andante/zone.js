// On first start: offer the zone that this browser's clock is in, unless the computer named another than UTC.
const select = document.querySelector("#id_zone");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && /(^|\/)(UTC|UCT|GMT|Universal|Zulu)$/.test(select.value) && [...select.options].some((option) => option.value === zone)) select.value = zone;
