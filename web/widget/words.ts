const EN = {
  open: "Open the chat",
  openUnread: "Open the chat, new messages: {n}",
  close: "Close the chat",
  title: "Chat",
  write: "Write a message…",
  send: "Send",
  attach: "Attach a file",
  messages: "Messages",
  today: "Today",
  yesterday: "Yesterday",
  you: "You",
  team: "Support",
  typing: "{name} is writing…",
  sending: "Sending…",
  waiting: "Will be sent when you are online",
  sent: "Sent",
  refused: "Not sent: {why}",
  retry: "Try again",
  remove: "Remove",
  offline: "No connection. What you write is kept and sent later.",
  gone: "The chat cannot be reached: {why}",
  older: "Load earlier messages",
  edited: "edited",
  deleted: "Message removed",
  phone: "Your phone number",
  share: "Share",
  cancel: "Cancel",
  noPlace: "Your browser did not say where you are.",
  tooLarge: "“{name}” is larger than {max} MB.",
  wrongType: "Files like “{name}” are not taken here.",
  uploading: "Uploading {name}, {n}%",
  notUploaded: "“{name}” could not be uploaded: {why}",
  download: "Download {name}",
  newMessage: "New message from {name}",
  noServer: "no connection",
};

export type Words = typeof EN;

const RU: Words = {
  open: "Открыть чат",
  openUnread: "Открыть чат, новых сообщений: {n}",
  close: "Закрыть чат",
  title: "Чат",
  write: "Напишите сообщение…",
  send: "Отправить",
  attach: "Прикрепить файл",
  messages: "Сообщения",
  today: "Сегодня",
  yesterday: "Вчера",
  you: "Вы",
  team: "Поддержка",
  typing: "{name} пишет…",
  sending: "Отправляется…",
  waiting: "Отправится, когда появится связь",
  sent: "Отправлено",
  refused: "Не отправлено: {why}",
  retry: "Повторить",
  remove: "Убрать",
  offline: "Нет связи. Написанное сохранится и уйдёт позже.",
  gone: "Чат недоступен: {why}",
  older: "Показать более ранние",
  edited: "изменено",
  deleted: "Сообщение удалено",
  phone: "Ваш номер телефона",
  share: "Отправить номер",
  cancel: "Отмена",
  noPlace: "Браузер не сообщил, где вы находитесь.",
  tooLarge: "Файл «{name}» больше {max} МБ.",
  wrongType: "Файлы вроде «{name}» здесь не принимаются.",
  uploading: "Загружается {name}, {n}%",
  notUploaded: "Файл «{name}» не загрузился: {why}",
  download: "Скачать {name}",
  newMessage: "Новое сообщение, {name}",
  noServer: "нет связи",
};

const UK: Words = {
  open: "Відкрити чат",
  openUnread: "Відкрити чат, нових повідомлень: {n}",
  close: "Закрити чат",
  title: "Чат",
  write: "Напишіть повідомлення…",
  send: "Надіслати",
  attach: "Прикріпити файл",
  messages: "Повідомлення",
  today: "Сьогодні",
  yesterday: "Учора",
  you: "Ви",
  team: "Підтримка",
  typing: "{name} пише…",
  sending: "Надсилається…",
  waiting: "Надішлеться, коли з’явиться зв’язок",
  sent: "Надіслано",
  refused: "Не надіслано: {why}",
  retry: "Повторити",
  remove: "Прибрати",
  offline: "Немає зв’язку. Написане збережеться і надішлеться пізніше.",
  gone: "Чат недоступний: {why}",
  older: "Показати раніші",
  edited: "змінено",
  deleted: "Повідомлення видалено",
  phone: "Ваш номер телефону",
  share: "Надіслати номер",
  cancel: "Скасувати",
  noPlace: "Браузер не повідомив, де ви перебуваєте.",
  tooLarge: "Файл «{name}» більший за {max} МБ.",
  wrongType: "Файли на кшталт «{name}» тут не приймаються.",
  uploading: "Завантажується {name}, {n}%",
  notUploaded: "Файл «{name}» не завантажився: {why}",
  download: "Завантажити {name}",
  newMessage: "Нове повідомлення, {name}",
  noServer: "немає зв’язку",
};

const ALL: Record<string, Words> = { en: EN, ru: RU, uk: UK };

/** The first language of `wanted` that there are words for; English otherwise. */
export function language(wanted: readonly string[]): string {
  const known = wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find((tag) => tag in ALL);
  return known ?? "en";
}

export function words(tag: string): Words {
  return ALL[tag] ?? EN;
}

/** Puts values into a sentence. */
export function say(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
