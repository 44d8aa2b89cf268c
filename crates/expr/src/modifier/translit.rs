//! Cyrillic to Latin: Russian as commonly written on the web, Ukrainian by the national table of 2010.

use super::Call;
use crate::value::Value;

pub(crate) fn translit(call: &mut Call<'_, '_>, value: Value) -> Value {
    let text = latin(&value.to_text());
    call.limited(text)
}

/// Cyrillic letters as Latin ones. A text with any of і ї є ґ is read as Ukrainian.
pub fn latin(text: &str) -> String {
    let ukrainian = text.chars().any(|c| "іїєґІЇЄҐ".contains(c));
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (index, &c) in letters.iter().enumerate() {
        let small = c.to_lowercase().next().unwrap_or(c);
        let starts = index == 0 || !is_letter(letters[index - 1]);
        let after_z = index > 0 && matches!(letters[index - 1], 'з' | 'З');
        let Some(spelled) = spell(small, ukrainian, starts, after_z) else {
            out.push(c);
            continue;
        };
        if c == small {
            out.push_str(spelled);
            continue;
        }
        // Щ is Shch in Щука, SHCH in ЩУКА.
        let around = [
            index.checked_sub(1).and_then(|at| letters.get(at)),
            letters.get(index + 1),
        ];
        let shouted = around
            .into_iter()
            .flatten()
            .any(|c| is_letter(*c) && c.is_uppercase())
            && !letters.get(index + 1).is_some_and(|c| c.is_lowercase());
        let mut chars = spelled.chars();
        match shouted {
            true => out.push_str(&spelled.to_uppercase()),
            false => {
                out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
                out.push_str(chars.as_str());
            }
        }
    }
    out
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || c == '\'' || c == '’'
}

fn spell(c: char, ukrainian: bool, starts: bool, after_z: bool) -> Option<&'static str> {
    let own = match (c, ukrainian) {
        ('г', true) if after_z => "gh",
        ('г', true) => "h",
        ('ґ', _) => "g",
        ('є', _) => {
            if starts {
                "ye"
            } else {
                "ie"
            }
        }
        ('ї', _) => {
            if starts {
                "yi"
            } else {
                "i"
            }
        }
        ('й', true) => {
            if starts {
                "y"
            } else {
                "i"
            }
        }
        ('ю', true) => {
            if starts {
                "yu"
            } else {
                "iu"
            }
        }
        ('я', true) => {
            if starts {
                "ya"
            } else {
                "ia"
            }
        }
        ('и', true) => "y",
        ('\'' | '’', true) if !starts => "",
        _ => "-",
    };
    if own != "-" {
        return Some(own);
    }
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' => "e",
        'ё' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' => "i",
        'й' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ы' => "y",
        'э' => "e",
        'ю' => "yu",
        'я' => "ya",
        'і' => "i",
        'ў' => "u",
        'қ' => "q",
        'ғ' => "g",
        'ң' => "n",
        'ө' => "o",
        'ұ' | 'ү' => "u",
        'һ' => "h",
        'ә' => "a",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn letters() {
        for (text, expected) in [
            ("Москва", "Moskva"),
            ("Щука ЩУКА ёж", "Shchuka SHCHUKA ezh"),
            ("Миронов Евгений", "Mironov Evgeniy"),
            ("Подъезд, объявление", "Podezd, obyavlenie"),
            ("Київ, Згурський, Юлія", "Kyiv, Zghurskyi, Yuliia"),
            ("abc 1", "abc 1"),
        ] {
            assert_eq!(super::latin(text), expected);
        }
    }
}
