import { Button } from "@mantine/core";
import { IconDoor, IconStarFilled } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAct } from "@/api/useAct";
import { clock, weekdayDate } from "@/kit/dates";
import type { LiveState } from "@/live";
import { talk } from "./acts";
import { placeInLine } from "./lobby";
import classes from "./LobbyPage.module.css";

type Mine = NonNullable<LiveState["parts"]>["my_wait"][string];

function Standing({ mine, place }: { mine: Mine | undefined; place: number | null }) {
  const { t } = useTranslation("talk");
  switch (mine?.status) {
    case "waiting":
      return (
        <>
          <h2>{t("wait.waiting")}</h2>
          {place !== null && <p className={classes.place}>{t("wait.place", { place })}</p>}
        </>
      );
    case "admitted":
      return <h2>{t("wait.for_item", { title: mine.item_title })}</h2>;
    case "turned_away":
      return <h2>{t("wait.turned_away")}</h2>;
    case "sent_out":
      return <h2>{t("wait.sent_out")}</h2>;
    default:
      return <h2>{t("wait.connecting")}</h2>;
  }
}

/** Before the door of a meeting: its title, one's place, and nothing else of it. */
export function LobbyPage({ id, live }: { id: string; live: LiveState }) {
  const { t } = useTranslation("talk");
  const door = live.parts?.door.it;
  const mine = live.parts?.my_wait.it;
  const knock = useAct(() => talk.knock(id));
  const over = door?.is_over ?? false;
  const unknown = live.status === "live" && !over && (mine === undefined || mine.status === "expected");
  const { mutate } = knock;
  useEffect(() => {
    if (unknown) mutate(undefined);
  }, [unknown, mutate]);
  const place = live.parts && placeInLine(live.parts, live.viewer?.participant_id ?? null);
  const waits = mine?.status === "waiting";
  return (
    <main className={classes.page} data-testid="lobby-page" data-status={mine?.status ?? "none"}>
      <span className={classes.mark}>
        <IconStarFilled size={20} aria-hidden />
      </span>
      <header>
        <p>{[t("wait.title"), door?.unit_name].filter(Boolean).join(" · ")}</p>
        <h1>{door?.title ?? t("wait.title")}</h1>
        {door && <p>{t("wait.planned", { at: clock(door.scheduled_start), day: weekdayDate(door.scheduled_start) })}</p>}
      </header>
      <section className={classes.card} role="status">
        <IconDoor size={40} stroke={1.5} aria-hidden />
        {over ? <h2>{t("wait.over")}</h2> : <Standing mine={mine} place={place} />}
        {!over && mine?.reason && <p>{t("wait.reason", { reason: mine.reason })}</p>}
        {!over && waits && <p>{door?.text || t("wait.by_default")}</p>}
        {!over && mine?.status === "sent_out" && (
          <Button variant="filled" size="lg" loading={knock.isPending} onClick={() => knock.mutate(undefined)}>
            {t("wait.again")}
          </Button>
        )}
      </section>
      {!over && mine?.status !== "turned_away" && <p className={classes.hint}>{t("wait.keep_open")}</p>}
      <Button component={Link} to="/" size="lg">
        {t("common:act.home")}
      </Button>
    </main>
  );
}
