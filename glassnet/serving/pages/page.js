// What the page does beside the terminal, which textual.js makes of #terminal when all is loaded: it says where to
// connect, sends files that are chosen or dropped, and takes downloads without opening another tab.
"use strict";

const key = document.body.dataset.key;
const said = document.getElementById("said");
const chooser = document.getElementById("file");
const here = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`;
const terminal = document.getElementById("terminal").dataset;
terminal.sessionWebsocketUrl = `${here}/connect/${key}`;
terminal.fontSize = Math.max(8, Math.min(16, Math.floor(innerWidth / 80 / 0.6))); // 80 columns, each 0.6 of its height

function giveKeys() {
  document.querySelector(".xterm-helper-textarea")?.focus();
}
window.addEventListener("load", () => setTimeout(giveKeys));
window.addEventListener("focus", giveKeys);
document.querySelector("footer").addEventListener("click", (event) => event.target.closest("button") || giveKeys());

async function upload(file) {
  said.textContent = `${file.name} …`;
  try {
    const answer = await fetch(`/upload/${key}?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    const words = (await answer.text()).trim();
    said.textContent = answer.ok
      ? `${words}: "Open a file" in the palette (/) opens it, "Judge my numbers" judges it`
      : `${file.name} is not taken: ${words}`;
  } catch {
    said.textContent = `${file.name} is not taken: the server ended the connection, as for a file that is too large`;
  }
}

document.getElementById("upload").onclick = () => chooser.click();
chooser.onchange = async () => {
  for (const file of chooser.files) await upload(file);
  chooser.value = "";
  giveKeys();
};
document.ondragover = (event) => event.preventDefault();
document.ondrop = async (event) => {
  event.preventDefault();
  for (const file of event.dataTransfer.files) await upload(file);
  giveKeys();
};
document.getElementById("again").onclick = () => location.reload();

// browsers give their own clipboard to https alone
if (!navigator.clipboard) {
  const writeText = async (text) => {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    giveKeys();
  };
  Object.defineProperty(navigator, "clipboard", { value: { writeText, readText: async () => "" } });
}

const open = window.open.bind(window);
window.open = (url, ...rest) => {
  if (!String(url).startsWith(`${location.origin}/download/`)) return open(url, "_blank", "noopener");
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
  return null;
};
