// Loaded before the first paint: puts back the light or dark that was chosen on this machine.
(() => {
  const chosen = localStorage.getItem("color-scheme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.colorScheme = chosen;
  }
})();
