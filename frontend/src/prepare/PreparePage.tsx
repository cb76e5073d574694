import { useDebouncedValue } from "@mantine/hooks";
import { useParams, useSearchParams } from "react-router";
import { useTranslation } from "react-i18next";
import { useReadiness, type MissingThing } from "@/api/prepare";
import type { MeetingStatus } from "@/api/snapshot";
import { MeetingGate, type OpenMeeting } from "@/app/MeetingGate";
import { SentOn } from "@/app/SentOn";
import { useTitle } from "@/app/title";
import { Board } from "@/rehearsal/Board";
import { AgendaSection } from "./agenda/AgendaSection";
import { ReportedOpinions } from "@/opinions/ReportedOpinions";
import { InfoSection } from "./InfoSection";
import { Deliveries } from "./invitation/Deliveries";
import { InvitationPanel } from "./invitation/InvitationPanel";
import { MissingList } from "./MissingList";
import { PeopleSection } from "./people/PeopleSection";
import { PrepareHeader } from "./PrepareHeader";
import { PrepareNav } from "./PrepareNav";
import classes from "./PreparePage.module.css";
import { SeatsSection } from "./seats/SeatsSection";
import { sectionOf, type Go, type Section } from "./sections";
import { SitesSection } from "./sites/SitesSection";
import { useUploads, type Uploads } from "./uploads/useUploads";

interface CenterProps {
  open: OpenMeeting;
  section: Section;
  uploads: Uploads;
  missing: MissingThing[];
  /** The agenda item or the field to bring into sight. */
  sought: string | null;
  onGo: Go;
}

const EDITABLE = new Set<MeetingStatus>(["draft", "returned", "published", "in_progress", "paused"]);
const PREPARED = new Set<MeetingStatus>(["draft", "returned"]);

/** Who may see the invitation's paper: secretaries and the chair. */
const PREPARERS = ["edit_meeting", "approve"] as const;

/** What makes a participant one of those who prepare, or arrange something of the preparation. */
const PREPARES = ["edit_meeting", "approve", "manage_attendance"] as const;

/** Whether this page is for the viewer: who prepares, looks on, or oversees a site's rehearsal. */
function isForViewer({ viewer, parts }: OpenMeeting): boolean {
  const oversees = Object.values(parts.overseers).some(({ person_id }) => person_id === viewer.person_id);
  return viewer.kind === "observer" || oversees || PREPARES.some((act) => viewer.can.includes(act));
}

/** Whether the viewer may change the preparation as it stands now; otherwise it is shown to read. */
function isEditable({ meeting, viewer }: OpenMeeting): boolean {
  return viewer.can.includes("edit_meeting") && EDITABLE.has(meeting.status);
}

function Center({ open, section, uploads, missing, sought, onGo }: CenterProps) {
  const editable = isEditable(open);
  const props = { open, editable };
  return (
    <main id="content" key={section} className={classes.center} tabIndex={-1}>
      {editable && PREPARED.has(open.meeting.status) && <MissingList open={open} missing={missing} onGo={onGo} />}
      {section === "general" && <InfoSection key={open.meeting.id} {...props} sought={sought} />}
      {section === "agenda" && <AgendaSection {...props} uploads={uploads} sought={sought} />}
      {section === "agenda" && <ReportedOpinions results={open.parts.opinion_results} />}
      {section === "people" && <PeopleSection {...props} />}
      {section === "sites" && <SitesSection {...props} />}
      {section === "seats" && <SeatsSection {...props} />}
      {section === "invitation" && <Deliveries open={open} />}
      {section === "readiness" && <Board open={open} />}
    </main>
  );
}

/** Sections that need the width of the invitation's paper. */
const WIDE = new Set<Section>(["readiness", "seats"]);

const SETTLED_AFTER_MS = 400;

/** The sequence after which to ask the server again: a burst of events is one change. */
function useVersion({ live }: OpenMeeting): number {
  const [version] = useDebouncedValue(live.seq, SETTLED_AFTER_MS);
  return version;
}

function Preparation({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const section = sectionOf(search.get("section"));
  const uploads = useUploads();
  const version = useVersion(open);
  const readiness = useReadiness(open.meeting.id, version, open.viewer.can.includes("edit_meeting"));
  const missing = readiness.data?.missing ?? [];
  const go: Go = (next, item) => setSearch({ section: next, ...(item ? { item } : {}) });
  useTitle(t("prepare:title", { title: open.meeting.title }));
  return (
    <div className={classes.page} data-section={section}>
      <PrepareHeader open={open} missing={readiness.data?.missing} />
      <PrepareNav open={open} section={section} missing={missing} onGo={go} />
      <Center open={open} section={section} uploads={uploads} missing={missing} sought={search.get("item")} onGo={go} />
      {!WIDE.has(section) && PREPARERS.some((act) => open.viewer.can.includes(act)) && <InvitationPanel open={open} />}
    </div>
  );
}

/** Where a secretary makes a meeting ready: everything on one page, what is missing always in sight. */
export default function PreparePage() {
  const { id = "" } = useParams();
  return <MeetingGate id={id}>{(open) => (isForViewer(open) ? <Preparation open={open} /> : <SentOn to={`/meetings/${id}`} />)}</MeetingGate>;
}
