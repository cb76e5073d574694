import { Button } from "@mantine/core";
import { IconBan, IconLock } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useParams } from "react-router";
import { useTitle } from "@/app/title";
import { EmptyState, LoadingState } from "@/kit/States";
import { moment } from "@/kit/dates";
import { liveMeeting, useMeeting, type LiveState } from "@/live";
import { LobbyPage } from "../talk/LobbyPage";
import { MeetingContext, type MeetingView } from "./context";
import { withPresentedPage } from "./presented";
import { meetingOf } from "./selectors";

function HomeButton() {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/">
      {t("act.home")}
    </Button>
  );
}

function Unreachable({ id }: { id: string }) {
  const { t } = useTranslation("meeting");
  return (
    <EmptyState
      title={t("gate.failed_title")}
      detail={t("gate.failed_detail")}
      action={<Button onClick={() => liveMeeting(id).retryNow()}>{t("common:act.retry")}</Button>}
    />
  );
}

/** Only who had the right before is told that it is gone. */
function Forbidden({ had }: { had: boolean }) {
  const { t } = useTranslation("meeting");
  return (
    <EmptyState
      icon={<IconLock size={32} stroke={1.5} aria-hidden />}
      title={t(had ? "gate.forbidden_title" : "gate.never_title")}
      detail={t(had ? "gate.forbidden_detail" : "gate.never_detail")}
      action={<HomeButton />}
    />
  );
}

function Cancelled({ view }: { view: MeetingView }) {
  const { t } = useTranslation("meeting");
  return (
    <EmptyState
      icon={<IconBan size={32} stroke={1.5} aria-hidden />}
      title={t("gate.cancelled_title")}
      detail={t("gate.cancelled_detail", { title: view.meeting.title, at: moment(view.meeting.scheduled_start) })}
      action={<HomeButton />}
    />
  );
}

function viewOf(id: string, live: LiveState): MeetingView | null {
  const told = live.parts && meetingOf(live.parts);
  if (!live.parts || !live.viewer || !told) return null;
  const meeting = withPresentedPage(told, live.passing);
  const { parts, viewer } = live;
  const abilities = new Set(viewer.can);
  const me = viewer.participant_id ? (parts.participants[viewer.participant_id] ?? null) : null;
  return { id, parts, meeting, viewer, me, live, can: (ability) => abilities.has(ability) };
}

/** What one may do follows one's own row: ask again when it changes. */
function useFreshRights(view: MeetingView | null): void {
  const facts = view && [view.me?.role, view.me?.votes, view.me?.site_id].join();
  const known = useRef(facts);
  const id = view?.id;
  useEffect(() => {
    if (known.current !== null && facts !== null && known.current !== facts && id) void liveMeeting(id).refreshViewer();
    known.current = facts;
  }, [facts, id]);
}

interface MeetingGateProps {
  children: (view: MeetingView) => ReactNode;
}

function Waiting({ id, live }: { id: string; live: LiveState }) {
  const { t } = useTranslation("meeting");
  if (live.status === "signed_out") return <Navigate to={`/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`} replace />;
  if (live.status === "forbidden") return <Forbidden had={live.parts !== null} />;
  if (live.status === "failed" || live.status === "offline") return <Unreachable id={id} />;
  return <LoadingState label={t("gate.loading")} />;
}

/** Follows the meeting of the address and gives it to the screen, with a face for everything that may be in the way. */
export function MeetingGate({ children }: MeetingGateProps) {
  const { id = "" } = useParams();
  const live = useMeeting(id);
  const view = useMemo(() => viewOf(id, live), [id, live]);
  useTitle(view?.meeting.title ?? "");
  useFreshRights(view);
  if (live.viewer?.kind === "waiting" && live.parts && live.status !== "signed_out" && live.status !== "forbidden") return <LobbyPage id={id} live={live} />;
  if (!view || live.status === "signed_out" || live.status === "forbidden") return <Waiting id={id} live={live} />;
  if (view.meeting.status === "cancelled") return <Cancelled view={view} />;
  return <MeetingContext value={view}>{children(view)}</MeetingContext>;
}
