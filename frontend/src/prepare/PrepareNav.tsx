import { IconArmchair, IconCalendar, IconChecklist, IconDeviceDesktop, IconListNumbers, IconMailOpened, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MissingThing } from "@/api/prepare";
import type { OpenMeeting } from "@/app/MeetingGate";
import classes from "./PrepareNav.module.css";
import { SECTIONS, missingBySection, type Go, type Section } from "./sections";

const ICON = {
  general: IconCalendar,
  agenda: IconListNumbers,
  people: IconUsers,
  sites: IconDeviceDesktop,
  seats: IconArmchair,
  invitation: IconMailOpened,
  readiness: IconChecklist,
} satisfies Record<Section, typeof IconUsers>;

interface NavProps {
  open: OpenMeeting;
  section: Section;
  missing: MissingThing[];
  onGo: Go;
}

function countsOf({ parts }: OpenMeeting): Partial<Record<Section, number>> {
  const size = (rows: object) => Object.keys(rows).length;
  return { agenda: size(parts.items), people: size(parts.participants), sites: size(parts.sites), seats: size(parts.seats) };
}

/** The parts of the preparation, each with its number of rows or of missing things. */
export function PrepareNav({ open, section, missing, onGo }: NavProps) {
  const { t } = useTranslation();
  const lacking = missingBySection(missing);
  const counts = countsOf(open);
  return (
    <nav className={classes.nav} aria-label={t("prepare:nav")}>
      {SECTIONS.map((name) => {
        const Icon = ICON[name];
        return (
          <button
            key={name}
            type="button"
            className={classes.place}
            aria-current={name === section ? "page" : undefined}
            onClick={() => onGo(name)}
          >
            <Icon size={20} stroke={1.75} aria-hidden />
            <span className={classes.word}>{t(`prepare:section.${name}`)}</span>
            {lacking[name] > 0 ? (
              <span className={classes.lacking}>{t("prepare:missing.short", { count: lacking[name] })}</span>
            ) : (
              <span className={classes.count}>{counts[name]}</span>
            )}
          </button>
        );
      })}
    </nav>
  );
}
