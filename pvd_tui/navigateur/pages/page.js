// The browser keeps its hands off the keys that the program uses; those that no page can keep (Ctrl+N, T, W) stay its.
const lettres = "acdefghlopqsyz";
addEventListener("keydown", (event) => {
  const fonction = /^F([1-9]|10|12)$/.test(event.key);
  const commande = event.ctrlKey && !event.altKey && !event.shiftKey && lettres.includes(event.key.toLowerCase());
  if (fonction || commande || event.key === "Tab") event.preventDefault();
}, true);
// A right click is the program's: it opens what can be done here.
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("DOMContentLoaded", () => {
  document.getElementById("rouvrir").addEventListener("click", () => location.reload());
});
// Keys go to the program as soon as it is drawn, without a click.
addEventListener("DOMContentLoaded", () => {
  const dessine = new MutationObserver(() => {
    const saisie = document.querySelector(".xterm-helper-textarea");
    if (document.body.classList.contains("-first-byte") && saisie) {
      saisie.focus();
      dessine.disconnect();
    }
  });
  dessine.observe(document.body, { attributes: true, attributeFilter: ["class"], childList: true, subtree: true });
});
