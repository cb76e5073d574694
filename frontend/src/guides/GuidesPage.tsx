import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useUser } from "@/api/session";
import type { User } from "@/api/types";
import { PageHeader } from "@/kit/PageHeader";
import classes from "./GuidesPage.module.css";
import { ROLES, SECTIONS, type Role } from "./sections";
import { pieces } from "./words";

/** The guide that most concerns the user. */
function ownRole({ permissions, kind }: User): Role {
  if (permissions.includes("administer")) return "administrator";
  if (permissions.includes("create_meeting")) return "secretary";
  return kind === "site_device" || permissions.includes("see_health") ? "technician" : "delegate";
}

function Step({ sentence }: { sentence: string }) {
  return (
    <li>
      {pieces(sentence).map(({ text, bold }, number) => (bold ? <strong key={number}>{text}</strong> : <span key={number}>{text}</span>))}
    </li>
  );
}

function Section({ role, name }: { role: Role; name: string }) {
  const { t } = useTranslation("guides");
  const steps = t(`${role}.${name}.steps` as "secretary.run.steps", { returnObjects: true }) as unknown as string[];
  return (
    <section className={classes.section}>
      <h2>{t(`${role}.${name}.title` as "secretary.run.title")}</h2>
      <ol>
        {steps.map((sentence) => (
          <Step key={sentence} sentence={sentence} />
        ))}
      </ol>
    </section>
  );
}

/** How each role does its work, step by step, in the words of the screens. */
export default function GuidesPage() {
  const { t } = useTranslation("guides");
  const user = useUser();
  const navigate = useNavigate();
  const { role: named } = useParams();
  const role = ROLES.find((known) => known === named) ?? ownRole(user);
  return (
    <div className={classes.page}>
      <PageHeader title={t("title")} lead={t("lead")} />
      <SegmentedControl
        aria-label={t("choose")}
        value={role}
        onChange={(value) => void navigate(`/guides/${value}`, { replace: true })}
        data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        className={classes.roles ?? ""}
      />
      {SECTIONS[role].map((name) => (
        <Section key={`${role} ${name}`} role={role} name={name} />
      ))}
    </div>
  );
}
