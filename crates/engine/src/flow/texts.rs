//! What a bot says by itself, in the workspace's language unless written otherwise (catalogue 5.3).

use crate::chat::internal::PressEnd;
use signalbox_expr::Locale;

/// A text the bot says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Start,
    Connected,
    NoOperator,
    HowToEnd,
    Over,
    AfterWait,
    NotUnderstood,
    /// The operator's name, before anything else (O-12).
    Joined,
    /// To who asks to answer from their own messenger (5.3).
    Moderation,
    Approved,
    Rejected,
    /// To an operator who writes while no client is theirs.
    NoClient,
    /// To an operator who joined the shift, or is not on it.
    OnShift,
    OffShift,
    /// On the buttons that stand for `/join` and `/leave`.
    JoinShift,
    LeaveShift,
    /// To an operator, of a file that does not go on.
    FileTooLarge,
    FileLost,
    SharePhone,
    ShareLocation,
    /// On the button that opens the link of a `log_in` step.
    LogIn,
}

/// The built-in wording.
pub(crate) fn usual(said: Said, locale: Locale) -> &'static str {
    let [en, ru, uk] = match said {
        Said::Start => [
            "Press /start to talk.",
            "Чтобы начать, нажмите /start.",
            "Щоб почати, натисніть /start.",
        ],
        Said::Connected => [
            "You are connected. Please start messaging!",
            "Вы на связи. Пишите!",
            "Вас з'єднано. Пишіть!",
        ],
        Said::NoOperator => [
            "Sorry, no operator available",
            "Сейчас нет свободных операторов",
            "Зараз немає вільних операторів",
        ],
        Said::HowToEnd => [
            "If you would like to end your consultation Press: /end",
            "Чтобы завершить разговор, нажмите /end",
            "Щоб завершити розмову, натисніть /end",
        ],
        Said::Over => [
            "Consultation completed",
            "Консультация завершена",
            "Консультацію завершено",
        ],
        Said::AfterWait => [
            "Thank you for contacting us. We will contact you as soon as possible.",
            "Спасибо за обращение. Мы свяжемся с вами при первой возможности.",
            "Дякуємо за звернення. Ми зв'яжемося з вами якнайшвидше.",
        ],
        Said::NotUnderstood => [
            "Sorry, I don't understand you",
            "Извините, я вас не понимаю",
            "Вибачте, я вас не розумію",
        ],
        Said::Joined => ["{name} has joined the chat", "{name} в чате", "{name} у чаті"],
        Said::Moderation => [
            "Please wait until somebody approves you as an operator",
            "Подождите: вас должны одобрить как оператора",
            "Зачекайте: вас мають схвалити як оператора",
        ],
        Said::Approved => [
            "You are approved. Clients will come here one by one.",
            "Вы одобрены. Клиенты будут приходить сюда по одному.",
            "Вас схвалено. Клієнти приходитимуть сюди по одному.",
        ],
        Said::Rejected => [
            "You were not approved as an operator",
            "Вас не одобрили как оператора",
            "Вас не схвалили як оператора",
        ],
        Said::NoClient => [
            "You have no client at the moment. The next one will be announced here.",
            "Сейчас у вас нет клиента. О следующем сообщат здесь.",
            "Зараз у вас немає клієнта. Про наступного повідомлять тут.",
        ],
        Said::OnShift => [
            "You are on shift. Clients will come here one by one. To leave: /leave",
            "Вы на смене. Клиенты будут приходить сюда по одному. Уйти: /leave",
            "Ви на зміні. Клієнти приходитимуть сюди по одному. Піти: /leave",
        ],
        Said::OffShift => [
            "You are off shift: no new clients come. To join again: /join",
            "Вы не на смене: новые клиенты не приходят. Вернуться: /join",
            "Ви не на зміні: нові клієнти не приходять. Повернутися: /join",
        ],
        Said::JoinShift => ["Join the shift", "Выйти на смену", "Вийти на зміну"],
        Said::LeaveShift => ["Leave the shift", "Уйти со смены", "Піти зі зміни"],
        Said::FileTooLarge => [
            "The file {name} has more than 20 MB and does not go on",
            "Файл {name} больше 20 МБ и дальше не передаётся",
            "Файл {name} більший за 20 МБ і далі не передається",
        ],
        Said::FileLost => [
            "The file {name} could not be passed on",
            "Файл {name} не удалось передать",
            "Файл {name} не вдалося передати",
        ],
        Said::LogIn => ["Log in", "Войти", "Увійти"],
        Said::SharePhone => ["Share my phone", "Отправить мой телефон", "Надіслати мій телефон"],
        Said::ShareLocation => ["Share my location", "Отправить моё место", "Надіслати моє місце"],
    };
    match locale {
        Locale::En => en,
        Locale::Ru => ru,
        Locale::Uk => uk,
    }
}

/// What pops up for whoever pressed a button of a scenario.
pub(crate) fn press_text(end: PressEnd, locale: Locale) -> &'static str {
    let [en, ru, uk] = match end {
        PressEnd::Runs => ["{button}: accepted", "{button}: принято", "{button}: прийнято"],
        PressEnd::Before => [
            "{button}: somebody has pressed it already",
            "{button}: уже нажали",
            "{button}: уже натиснули",
        ],
        PressEnd::Off => [
            "This button does nothing any more",
            "Эта кнопка больше не работает",
            "Ця кнопка більше не працює",
        ],
    };
    match locale {
        Locale::En => en,
        Locale::Ru => ru,
        Locale::Uk => uk,
    }
}
