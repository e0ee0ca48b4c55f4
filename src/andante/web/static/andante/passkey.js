// Passkeys: add one, sign in with one, use one as the second step. A form says which with data-passkey; the server's
// challenge stands in #passkey-options (signing in asks for it). Without this file, name, password and codes work.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

// The key as the server reads it: every buffer as text.
function written(credential) {
  const answer = credential.response;
  const response = { clientDataJSON: text(answer.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[part]) response[part] = text(answer[part]);
  }
  if (answer.getTransports) response.transports = answer.getTransports();
  return {
    type: credential.type, id: credential.id, rawId: text(credential.rawId), response,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function made(options) {
  const key = options.publicKey;
  const selection = { ...key.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return navigator.credentials.create({
    publicKey: {
      ...key, challenge: bytes(key.challenge), user: { ...key.user, id: bytes(key.user.id) },
      excludeCredentials: listed(key.excludeCredentials), authenticatorSelection: selection,
    },
  });
}

function shown(options) {
  const key = options.publicKey;
  return navigator.credentials.get({
    publicKey: { ...key, challenge: bytes(key.challenge), allowCredentials: listed(key.allowCredentials) },
  });
}

async function options(form) {
  const given = document.querySelector("#passkey-options");
  if (given) return JSON.parse(given.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : []) {
  form.hidden = false;
  const failed = form.querySelector("[data-passkey-failed]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const asked = await options(form);
      const credential = await (asked.creation_options ? made(asked.creation_options) : shown(asked.request_options));
      form.elements.credential.value = JSON.stringify(written(credential));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
