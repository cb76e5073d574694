import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { setRequestLanguage } from "@/api/request";

export const LANGUAGES = ["vi", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export const NAMESPACES = ["common", "home", "prepare", "after", "events", "admin", "meeting", "rehearsal", "talk", "guides", "seating", "search", "offline", "library", "notes", "rights", "opinions"] as const;
const STORED_UNDER = "ecabinet.language";

const files = import.meta.glob<Record<string, unknown>>("./{vi,en}/*.json", { eager: true, import: "default" });

function resources(language: Language): Record<string, Record<string, unknown>> {
  return Object.fromEntries(NAMESPACES.map((name) => [name, files[`./${language}/${name}.json`] ?? {}]));
}

function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

function storedLanguage(): Language {
  const stored = localStorage.getItem(STORED_UNDER);
  return isLanguage(stored) ? stored : "vi";
}

function follow(language: string): void {
  document.documentElement.lang = language;
  setRequestLanguage(language);
}

export const i18n = i18next;

void i18n.use(initReactI18next).init({
  lng: storedLanguage(),
  fallbackLng: "vi",
  ns: NAMESPACES,
  defaultNS: "common",
  resources: { vi: resources("vi"), en: resources("en") },
  interpolation: { escapeValue: false },
  returnNull: false,
});
follow(i18n.language);
i18n.on("languageChanged", follow);

/** The language of the interface now. */
export function currentLanguage(): Language {
  return isLanguage(i18n.language) ? i18n.language : "vi";
}

/** Changes the language of this device's interface and of the server's answers. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED_UNDER, language);
  await i18n.changeLanguage(language);
}
