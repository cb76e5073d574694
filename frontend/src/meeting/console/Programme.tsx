import { Button, Select } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconDeviceDesktop, IconLayoutGrid, IconLayoutSidebarRight, IconUser } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import type { Layout } from "@/live";
import { MuteAllButton } from "../run/FloorControls";
import { acts } from "../shared/acts";
import { TurnClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { currentItem, documentsByItem, isOver, turnOf } from "../shared/selectors";
import { Stage } from "../shared/Stage";
import { useCommand } from "../shared/useCommand";
import { LiveTag } from "../tablet/ProgrammeCaption";
import classes from "./Console.module.css";

const MODES = [
  { mode: "speaker", Icon: IconUser },
  { mode: "document", Icon: IconLayoutSidebarRight },
  { mode: "grid", Icon: IconLayoutGrid },
  { mode: "chair", Icon: IconDeviceDesktop },
] as const;

function useLayout() {
  const { parts } = useMeetingView();
  const act = useCommand();
  const item = currentItem(parts);
  const first = [...(item ? (documentsByItem(parts).get(item.id) ?? []) : []), ...Object.values(parts.documents)].find((row) => row.status === "ready");
  const choose = (layout: Partial<Layout> & Pick<Layout, "mode">) => act.mutate(acts.layout(layout));
  const chooseMode = (mode: Layout["mode"]) =>
    choose(mode === "document" && first ? { mode, document_id: first.id, page: 1 } : { mode });
  return { choose, chooseMode, pending: act.isPending, canPresent: first !== undefined };
}

/** Which document is presented, and its page. */
function Presented() {
  const { t } = useTranslation("meeting");
  const { parts, meeting } = useMeetingView();
  const { choose } = useLayout();
  const { mode, document_id: documentId, page } = meeting.layout;
  const row = documentId ? parts.documents[documentId] : undefined;
  if (mode !== "document" || !row) return null;
  const at = page ?? 1;
  const documents = Object.values(parts.documents).filter((document) => document.status === "ready");
  const turn = (to: number) => choose({ mode, document_id: row.id, page: to });
  return (
    <div className={classes.presented}>
      <Select
        aria-label={t("layout.which")}
        size="sm"
        value={row.id}
        data={documents.map((document) => ({ value: document.id, label: document.title }))}
        onChange={(id) => id !== null && choose({ mode, document_id: id, page: 1 })}
      />
      <IconButton label={t("reader.previous")} variant="default" size={40} disabled={at <= 1} onClick={() => turn(at - 1)}>
        <IconChevronLeft size={20} aria-hidden />
      </IconButton>
      <span>{`${at}/${row.pages ?? 1}`}</span>
      <IconButton label={t("reader.next")} variant="default" size={40} disabled={at >= (row.pages ?? 1)} onClick={() => turn(at + 1)}>
        <IconChevronRight size={20} aria-hidden />
      </IconButton>
    </div>
  );
}

function LayoutChoice() {
  const { t } = useTranslation("meeting");
  const { meeting, can } = useMeetingView();
  const { chooseMode, pending, canPresent } = useLayout();
  const allowed = can("set_layout") && meeting.status === "in_progress";
  if (isOver(meeting)) return null;
  return (
    <section className={classes.layout} aria-label={t("layout.title")}>
      <h2>{t("layout.title")}</h2>
      <div className={classes.modes} role="group" aria-label={t("layout.title")}>
        {MODES.map(({ mode, Icon }) => (
          <Button
            key={mode}
            className={classes.mode ?? ""}
            justify="flex-start"
            aria-pressed={meeting.layout.mode === mode}
            leftSection={<Icon size={20} stroke={1.75} aria-hidden />}
            disabled={!allowed || pending || (mode === "document" && !canPresent)}
            onClick={() => chooseMode(mode)}
          >
            {t(`layout.${mode}`)}
          </Button>
        ))}
      </div>
      {allowed && <Presented />}
      <MuteAllButton />
    </section>
  );
}

/** What the sites see now, and the means to change it. */
export function Programme() {
  const { t } = useTranslation("meeting");
  const { parts, meeting } = useMeetingView();
  const turn = turnOf(parts);
  return (
    <div className={classes.programme}>
      <div className={classes.onAir}>
        <Stage>
          {(programme) => (
            <>
              {programme.speaking && <LiveTag />}
              <div className={classes.airFoot}>
                <strong>
                  {programme.mode === "grid" ? t("stage.grid") : programme.place || programme.person || t("stage.nobody")}
                </strong>
                {programme.mode === "document" && <span>{parts.documents[meeting.layout.document_id ?? ""]?.title}</span>}
                {turn && programme.speaking && <TurnClock turn={turn} />}
              </div>
            </>
          )}
        </Stage>
      </div>
      <LayoutChoice />
    </div>
  );
}
