import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MissingThing } from "@/api/prepare";
import classes from "./MissingList.module.css";
import { sectionOf, type Section } from "./sections";

interface MissingListProps {
  missing: MissingThing[];
  onGo: (section: Section) => void;
}

function Line({ thing, onGo }: { thing: MissingThing; onGo: (section: Section) => void }) {
  return (
    <li className={classes.line}>
      <span className={classes.words}>
        {thing.message}
      </span>
      <button type="button" className={classes.act} onClick={() => onGo(sectionOf(thing.section))}>
        {thing.action.replace(/\.$/, "") || thing.title}
      </button>
    </li>
  );
}

function Group({ title, things, onGo, blocking }: { title: string; things: MissingThing[]; onGo: MissingListProps["onGo"]; blocking: boolean }) {
  if (things.length === 0) return null;
  return (
    <section className={classes.box} data-blocking={blocking}>
      <h2 className={classes.title}>
        <IconAlertTriangle size={20} stroke={1.75} aria-hidden />
        {title}
      </h2>
      <ul className={classes.lines}>
        {things.map((thing) => (
          <Line key={`${thing.code} ${thing.item_id ?? ""} ${thing.title}`} thing={thing} onGo={onGo} />
        ))}
      </ul>
    </section>
  );
}

/** What is missing before the invitations may go out, each with the way to mend it; then what is only unusual. */
export function MissingList({ missing, onGo }: MissingListProps) {
  const { t } = useTranslation();
  const blocking = missing.filter((thing) => thing.blocking);
  const warnings = missing.filter((thing) => !thing.blocking);
  return (
    <div className={classes.all} aria-live="polite">
      <Group title={t("prepare:missing.title", { count: blocking.length })} things={blocking} onGo={onGo} blocking />
      <Group title={t("prepare:missing.warnings", { count: warnings.length })} things={warnings} onGo={onGo} blocking={false} />
      {missing.length === 0 && (
        <p className={classes.complete}>
          <IconCircleCheck size={20} stroke={1.75} aria-hidden />
          {t("prepare:missing.none")}
        </p>
      )}
    </div>
  );
}
