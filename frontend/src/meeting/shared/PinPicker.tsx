import { Modal, TextInput } from "@mantine/core";
import { IconDeviceTv, IconFileText, IconMapPin } from "@tabler/icons-react";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { plain } from "../reader/search";
import { useMeetingView } from "./context";
import type { Pin, Pinning } from "./pins";
import classes from "./PinPicker.module.css";
import { placeName } from "./place";
import { sitesByName } from "./selectors";

/** Beyond so many sites one searches instead of walking through the list. */
const SEARCHED_FROM = 12;

interface Choice {
  key: string;
  name: string;
  icon: ReactNode;
  pin: Pin | null;
  note?: string;
}

function useChoices(withPapers: boolean): Choice[] {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const papers = Object.values(parts.documents).filter((row) => withPapers && row.status === "ready");
  return [
    { key: "programme", name: t("pin.programme"), icon: <IconDeviceTv aria-hidden />, pin: null },
    ...papers.map((row) => ({ key: row.id, name: row.title, icon: <IconFileText aria-hidden />, pin: { kind: "document", documentId: row.id, page: 1 } as const })),
    ...sitesByName(parts).map((site) => ({
      key: site.site_id,
      name: placeName(site.name),
      icon: <IconMapPin aria-hidden />,
      pin: { kind: "site", siteId: site.site_id } as const,
      ...(site.status !== "online" && { note: t("wall.never") }),
    })),
  ];
}

function isChosen(pin: Pin | null, choice: Choice): boolean {
  if (pin === null || choice.pin === null) return pin === choice.pin;
  return choice.key === (pin.kind === "site" ? pin.siteId : pin.documentId);
}

/** A remote control has arrows only. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("input, button[data-choice]")];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}

interface PinPickerProps {
  pinning: Pinning;
  opened: boolean;
  onClose: () => void;
  /** Offers the meeting's documents too, in letters for a television; who has a reader does not need them here. */
  papers?: boolean;
}

/** What this screen shows for itself: the programme, a document or one site. */
export function PinPicker({ pinning, opened, onClose, papers = false }: PinPickerProps) {
  const { t } = useTranslation("meeting");
  const [words, setWords] = useState("");
  const choices = useChoices(papers);
  const wanted = plain(words.normalize("NFC").trim());
  const found = choices.filter((choice) => plain(choice.name.normalize("NFC")).includes(wanted));
  function choose(choice: Choice) {
    pinning.set(choice.pin);
    setWords("");
    onClose();
  }
  return (
    <Modal opened={opened} onClose={onClose} title={t("pin.title")} size={papers ? "60rem" : "lg"} classNames={papers ? { content: classes.large ?? "" } : {}}>
      <div onKeyDown={walk}>
        <p className={classes.help}>{t("pin.help")}</p>
        {choices.length > SEARCHED_FROM && (
          <TextInput type="search" aria-label={t("wall.search")} placeholder={t("wall.search")} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
        )}
        <ul className={classes.choices}>
          {found.map((choice) => (
            <li key={choice.key}>
              <button type="button" data-choice data-autofocus={isChosen(pinning.pin, choice) || undefined} aria-pressed={isChosen(pinning.pin, choice)} onClick={() => choose(choice)}>
                {choice.icon}
                <span>{choice.name}</span>
                {choice.note && <small>{choice.note}</small>}
              </button>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className={classes.help}>{t("wall.nothing")}</p>}
      </div>
    </Modal>
  );
}
