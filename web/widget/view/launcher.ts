import { say, type Words } from "../words";
import { button, h, ICONS, icon } from "./dom";

/** The bubble at the edge of the page, with the count of what is unread. */
export function launcher(words: Words, press: () => void) {
  const badge = h("span", { class: "badge", hidden: true });
  const node = button("launcher", words.open, icon(ICONS.chat), press);
  node.setAttribute("aria-expanded", "false");
  node.append(badge);
  return {
    node,
    draw(unread: number, open: boolean) {
      badge.hidden = unread === 0 || open;
      badge.textContent = unread > 99 ? "99+" : String(unread);
      const closed = unread > 0 ? say(words.openUnread, { n: unread }) : words.open;
      node.setAttribute("aria-label", open ? words.close : closed);
      node.setAttribute("aria-expanded", String(open));
      const path = open ? ICONS.down : ICONS.chat;
      if (node.dataset.path !== path) {
        node.dataset.path = path;
        node.firstElementChild?.replaceWith(icon(path));
      }
    },
  };
}
