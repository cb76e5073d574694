import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useHealth } from "@/api/health";
import { clockWithSeconds } from "@/kit/dates";
import { Loadable } from "@/kit/States";
import { StatusTag } from "@/kit/StatusTag";
import classes from "./Health.module.css";

const PARTS = ["web", "worker", "media"];

function Part({ name, missing }: { name: string; missing: boolean }) {
  const { t } = useTranslation();
  const Icon = missing ? IconAlertTriangle : IconCircleCheck;
  return (
    <li className={classes.part}>
      <span className={classes.words}>
        <span className={classes.name}>{t(`admin:health.part.${name}`, { defaultValue: name })}</span>
        <span className={classes.hint}>{t(`admin:health.hint.${name}`, { defaultValue: "" })}</span>
      </span>
      <StatusTag tone={missing ? "accent" : "good"} icon={<Icon size={16} aria-hidden />}>
        {t(missing ? "admin:health.missing" : "admin:health.working")}
      </StatusTag>
    </li>
  );
}

/** Whether every part of the system answers, renewed by itself. */
export function Health() {
  const { t } = useTranslation();
  const health = useHealth();
  return (
    <Loadable query={health}>
      {({ missing = [] }) => (
        <>
          <ul className={classes.parts} aria-live="polite">
            {[...new Set([...PARTS, ...missing])].map((name) => (
              <Part key={name} name={name} missing={missing.includes(name)} />
            ))}
          </ul>
          <p className={classes.hint}>
            {t("admin:health.asked", { time: clockWithSeconds(new Date(health.dataUpdatedAt).toISOString()) })}
          </p>
        </>
      )}
    </Loadable>
  );
}
