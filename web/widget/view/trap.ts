/** Keeps the focus inside `node` while `holds` says so. */
export function trap(node: HTMLElement, root: ShadowRoot, holds: () => boolean) {
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || !holds()) return;
    const all = [
      ...node.querySelectorAll<HTMLElement>("button, a[href], textarea, input, [tabindex='0']"),
    ].filter((one) => !one.hasAttribute("disabled") && one.tabIndex >= 0 && one.getClientRects().length > 0);
    const first = all[0];
    const last = all.at(-1);
    if (!first || !last) return;
    const at = root.activeElement;
    if (event.shiftKey && at === first) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && at === last) {
      event.preventDefault();
      first.focus();
    }
  });
}
