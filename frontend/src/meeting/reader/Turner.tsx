import { Button, NumberInput, Popover, UnstyledButton } from "@mantine/core";
import { IconArrowRight, IconChevronLeft, IconChevronRight, IconPresentation } from "@tabler/icons-react";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import classes from "./Reader.module.css";

export interface Following {
  /** The presenter shows this very document. */
  active: boolean;
  /** This device turns its pages with the presenter. */
  on: boolean;
  set: (on: boolean) => void;
}

interface TurnerProps {
  page: number;
  pages: number;
  across: 1 | 2;
  onGo: (page: number) => void;
  following: Following;
  /** This device turns everybody's pages. */
  presenting: boolean;
  /** A page that another device of this person was at later. */
  elsewhere: number | null;
}

/** The number of the page; pressed, it asks for another. */
function PageOf({ page, pages, onGo }: Pick<TurnerProps, "page" | "pages" | "onGo">) {
  const { t } = useTranslation("meeting");
  const [opened, setOpened] = useState(false);
  const [wanted, setWanted] = useState<number | string>("");
  function go(event: SyntheticEvent) {
    event.preventDefault();
    const number = Math.round(Number(wanted));
    if (number >= 1 && number <= pages) onGo(number);
    setOpened(false);
    setWanted("");
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="top" trapFocus withinPortal={document.fullscreenElement === null}>
      <Popover.Target>
        <UnstyledButton className={classes.pageOf} data-testid="page-of" title={t("reader.go_to")} onClick={() => setOpened((open) => !open)}>
          {t("reader.page_of", { page, pages })}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={classes.goTo} onSubmit={go}>
          <NumberInput label={t("reader.go_to")} min={1} max={pages} value={wanted} onChange={setWanted} allowDecimal={false} hideControls data-autofocus />
          <IconButton label={t("reader.go")} variant="default" type="submit">
            <IconArrowRight size={20} aria-hidden />
          </IconButton>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function Follow({ following }: { following: Following }) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.follow} role="group" aria-label={t("reader.follow_group")}>
      <Button
        radius="xl"
        variant={following.on ? "filled" : "subtle"}
        aria-pressed={following.on}
        leftSection={<IconPresentation size={20} aria-hidden />}
        onClick={() => following.set(true)}
      >
        {t("reader.follow")}
      </Button>
      <Button radius="xl" variant={following.on ? "subtle" : "filled"} aria-pressed={!following.on} onClick={() => following.set(false)}>
        {t("reader.alone")}
      </Button>
    </div>
  );
}

/** The foot of the reader: whose pages, which page, the next one. */
export function Turner({ page, pages, across, onGo, following, presenting, elsewhere }: TurnerProps) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.turner}>
      {presenting && (
        <span className={classes.presenting} role="status" data-testid="presenting">
          <IconPresentation size={20} aria-hidden />
          {t("reader.presenting")}
        </span>
      )}
      {following.active && !presenting && <Follow following={following} />}
      {elsewhere !== null && !following.on && (
        <Button variant="subtle" onClick={() => onGo(elsewhere)}>
          {t("reader.elsewhere", { page: elsewhere })}
        </Button>
      )}
      <div className={classes.pages}>
        <IconButton label={t("reader.previous")} variant="default" disabled={page <= 1} onClick={() => onGo(Math.max(1, page - across))}>
          <IconChevronLeft size={22} aria-hidden />
        </IconButton>
        <PageOf page={page} pages={pages} onGo={onGo} />
        <IconButton label={t("reader.next")} variant="default" disabled={page + across > pages} onClick={() => onGo(Math.min(pages, page + across))}>
          <IconChevronRight size={22} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
