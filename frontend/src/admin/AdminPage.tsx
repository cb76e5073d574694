import {
  IconActivityHeartbeat, IconArmchair, IconBroadcast, IconBuilding, IconCalendarCog, IconDeviceDesktop, IconGitMerge, IconHistory, IconKey,
  IconListLetters, IconShieldLock,
  IconUsers,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Navigate, useParams } from "react-router";
import { useUser } from "@/api/session";
import type { Permission } from "@/api/types";
import { OnlyFor } from "@/app/OnlyFor";
import { PageHeader } from "@/kit/PageHeader";
import { Accounts } from "./Accounts";
import classes from "./AdminPage.module.css";
import { Catalogues } from "./Catalogues";
import { Health } from "./Health";
import { Media } from "./Media";
import { MeetingTypes } from "./MeetingTypes";
import { People } from "./People";
import { Quarantine } from "./Quarantine";
import { Reorganisations } from "./Reorganisations";
import { Rooms } from "./Rooms";
import { SignIns } from "./SignIns";
import { Sites } from "./Sites";
import { Units } from "./Units";

interface Section {
  id: string;
  /** Any of these opens it. */
  needs: Permission[];
  Icon: typeof IconUsers;
  Content: ComponentType;
}

const SECTIONS: Section[] = [
  { id: "units", needs: ["manage_directory"], Icon: IconBuilding, Content: Units },
  { id: "reorganisations", needs: ["administer"], Icon: IconGitMerge, Content: Reorganisations },
  { id: "people", needs: ["manage_directory"], Icon: IconUsers, Content: People },
  { id: "sites", needs: ["manage_directory", "pair_devices"], Icon: IconDeviceDesktop, Content: Sites },
  { id: "catalogues", needs: ["manage_catalogues"], Icon: IconListLetters, Content: Catalogues },
  { id: "meeting-types", needs: ["administer", "manage_catalogues"], Icon: IconCalendarCog, Content: MeetingTypes },
  { id: "rooms", needs: ["manage_rooms"], Icon: IconArmchair, Content: Rooms },
  { id: "accounts", needs: ["manage_directory"], Icon: IconKey, Content: Accounts },
  { id: "sign-ins", needs: ["manage_directory"], Icon: IconHistory, Content: SignIns },
  { id: "quarantine", needs: ["administer"], Icon: IconShieldLock, Content: Quarantine },
  { id: "media", needs: ["administer"], Icon: IconBroadcast, Content: Media },
  { id: "health", needs: ["see_health"], Icon: IconActivityHeartbeat, Content: Health },
];

/** Administration: the directory, accounts, who signed in, whether the system is whole. */
export default function AdminPage() {
  const { t } = useTranslation();
  const { permissions } = useUser();
  const { section } = useParams();
  const open = SECTIONS.filter(({ needs }) => needs.some((permission) => permissions.includes(permission)));
  const chosen = open.find(({ id }) => id === section);
  if (!open[0]) return <OnlyFor who="administrators" />;
  if (!chosen) return <Navigate to={`/admin/${open[0].id}`} replace />;
  return (
    <>
      <PageHeader title={t("nav.admin")} />
      <div className={classes.columns}>
        <nav className={classes.nav} aria-label={t("nav.admin")}>
          {open.map(({ id, Icon }) => (
            <NavLink key={id} to={`/admin/${id}`} className={classes.place ?? ""}>
              <Icon size={20} stroke={1.75} aria-hidden />
              {t(`admin:section.${id}`)}
            </NavLink>
          ))}
        </nav>
        <div className={classes.content}>
          <chosen.Content />
        </div>
      </div>
    </>
  );
}
