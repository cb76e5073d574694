import { Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconCloudDownload, IconHelp, IconLogout, IconSettings, IconUserCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useSignOut } from "@/api/session";
import type { User } from "@/api/types";
import { confirmAct } from "@/kit/confirm";
import { commandQueue } from "@/offline/browser";
import { keeper } from "@/offline/papers/browser";
import classes from "./AccountMenu.module.css";

/** The signed-in user at the head of the desk screens: settings and sign out. */
export function AccountMenu({ user }: { user: User }) {
  const { t } = useTranslation();
  const askSignOut = useAskSignOut();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.button} aria-label={t("nav.account_of", { name: user.display_name })}>
          <IconUserCircle size={26} stroke={1.5} aria-hidden />
          <span className={classes.words}>
            <span className={classes.name}>{user.display_name}</span>
            <span className={classes.position}>{user.person?.position ?? user.site?.name}</span>
          </span>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/guides" leftSection={<IconHelp size={20} />} className={classes.item}>
          {t("nav.guides")}
        </Menu.Item>
        {user.kind === "person" && (
          <Menu.Item component={Link} to="/offline" leftSection={<IconCloudDownload size={20} />} className={classes.item}>
            {t("offline:title")}
          </Menu.Item>
        )}
        <Menu.Item component={Link} to="/account" leftSection={<IconSettings size={20} />} className={classes.item}>
          {t("profile.settings")}
        </Menu.Item>
        <Menu.Item onClick={askSignOut} leftSection={<IconLogout size={20} />} className={classes.item}>
          {t("profile.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Asks, naming what would be lost on this device, then signs out. */
export function useAskSignOut(): () => void {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return () => {
    const count = commandQueue.getEntries().filter(({ outcome }) => outcome === null).length;
    const papers = keeper.getState().papers.length;
    const lost = [count > 0 && t("waiting.sign_out", { count }), papers > 0 && t("offline:sign_out", { count: papers })].filter(Boolean);
    confirmAct({
      title: t("profile.sign_out_ask"),
      ...(lost.length > 0 && { detail: lost.join(" ") }),
      act: t("profile.sign_out"),
      onConfirm: () => signOut.mutate(undefined),
    });
  };
}
