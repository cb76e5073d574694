import { Button, Card, SegmentedControl, Stack, Text, useMantineColorScheme } from "@mantine/core";
import { IconChecklist, IconLogout, IconNotebook } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useUser } from "@/api/session";
import { TEXT_SIZES, chooseTextSize, textSize, type TextSize } from "@/app/textSize";
import { LANGUAGES, chooseLanguage, currentLanguage } from "@/i18n";
import { PageHeader } from "@/kit/PageHeader";
import { CalendarFeeds } from "@/calendar/CalendarFeeds";
import { OwnDevices } from "@/offline/papers/OwnDevices";
import { useAskSignOut } from "./AccountMenu";
import { PasswordForm } from "./PasswordForm";
import classes from "./ProfilePage.module.css";

function Setting({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={classes.setting}>
      <Text fw={600}>{name}</Text>
      {children}
    </div>
  );
}

function LanguageSetting() {
  const { t } = useTranslation();
  return (
    <Setting name={t("profile.language")}>
      <SegmentedControl
        aria-label={t("profile.language")}
        value={currentLanguage()}
        onChange={(value) => void chooseLanguage(value)}
        data={LANGUAGES.map((value) => ({ value, label: t(`profile.${value}`) }))}
      />
    </Setting>
  );
}

function TextSizeSetting() {
  const { t } = useTranslation();
  const [size, setSize] = useState(textSize);
  const choose = (value: TextSize) => {
    chooseTextSize(value);
    setSize(value);
  };
  return (
    <Setting name={t("profile.text_size")}>
      <SegmentedControl
        aria-label={t("profile.text_size")}
        value={size}
        onChange={(value) => choose(value)}
        data={TEXT_SIZES.map((value) => ({ value, label: t(`profile.text_${value}`) }))}
      />
    </Setting>
  );
}

function SchemeSetting() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Setting name={t("profile.scheme")}>
      <SegmentedControl
        aria-label={t("profile.scheme")}
        value={colorScheme === "dark" ? "dark" : "light"}
        onChange={(value) => setColorScheme(value === "dark" ? "dark" : "light")}
        data={(["light", "dark"] as const).map((value) => ({ value, label: t(`profile.scheme_${value}`) }))}
      />
    </Setting>
  );
}

/** The signed-in user's own settings: language, text size, night mode, password, sign out. */
export default function ProfilePage() {
  const { t } = useTranslation();
  const user = useUser();
  const askSignOut = useAskSignOut();
  const lead = [user.person?.position, user.person?.unit_name ?? user.site?.name].filter(Boolean).join(" · ");
  return (
    <div className={classes.page}>
      <PageHeader
        title={user.display_name}
        lead={lead}
        actions={
          <>
            {user.kind === "person" && (
              <>
                <Button component={Link} to="/opinions" leftSection={<IconChecklist size={18} />}>
                  {t("opinions:title")}
                </Button>
                <Button component={Link} to="/library" leftSection={<IconNotebook size={18} />}>
                  {t("library:title")}
                </Button>
              </>
            )}
            <Button onClick={askSignOut} leftSection={<IconLogout size={18} />}>
              {t("profile.sign_out")}
            </Button>
          </>
        }
      />
      <Stack>
        <Card>
          <Stack gap="lg">
            <LanguageSetting />
            <TextSizeSetting />
            <SchemeSetting />
          </Stack>
        </Card>
        {user.kind === "person" && <OwnDevices />}
        <CalendarFeeds />
        <PasswordForm />
      </Stack>
    </div>
  );
}
