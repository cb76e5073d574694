import { Button, Tabs } from "@mantine/core";
import { IconBrandAndroid, IconBrandApple, IconBrandWindows, IconDownload, IconShieldCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageHeader } from "@/kit/PageHeader";
import classes from "./TrustPage.module.css";

const DEVICES = [
  { id: "apple", Icon: IconBrandApple },
  { id: "android", Icon: IconBrandAndroid },
  { id: "windows", Icon: IconBrandWindows },
] as const;
type Device = (typeof DEVICES)[number]["id"];

/** The kind of device this page is open on, so that its steps stand first. */
function thisDevice(agent: string): Device {
  if (/Android/i.test(agent)) return "android";
  return /iPad|iPhone|Macintosh/i.test(agent) ? "apple" : "windows";
}

function Steps({ device }: { device: Device }) {
  const { t } = useTranslation();
  const steps = t(`trust.steps_${device}`, { returnObjects: true }) as unknown;
  return (
    <ol className={classes.steps}>
      {(Array.isArray(steps) ? (steps as string[]) : []).map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}

/** How to install the certificate of the local authority; open to everybody, signed in or not. */
export default function TrustPage() {
  const { t } = useTranslation();
  return (
    <main className={classes.page}>
      <PageHeader title={t("trust.title")} lead={t("trust.lead")} />
      <section className={classes.card}>
        <IconShieldCheck size={32} stroke={1.5} aria-hidden />
        <div className={classes.words}>
          <h2 className={classes.heading}>{t("trust.download_title")}</h2>
          <p className={classes.hint}>{t("trust.download_hint")}</p>
        </div>
        <Button component="a" href="/ca.crt" download size="lg" variant="filled" leftSection={<IconDownload size={20} />}>
          {t("trust.download")}
        </Button>
      </section>
      <section className={classes.card}>
        <Tabs defaultValue={thisDevice(navigator.userAgent)} className={classes.tabs ?? ""}>
          <Tabs.List>
            {DEVICES.map(({ id, Icon }) => (
              <Tabs.Tab key={id} value={id} leftSection={<Icon size={20} aria-hidden />}>
                {t(`trust.device_${id}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {DEVICES.map(({ id }) => (
            <Tabs.Panel key={id} value={id}>
              <Steps device={id} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </section>
      <p className={classes.hint}>{t("trust.check")}</p>
      <Link to="/" className={classes.back}>
        {t("trust.back")}
      </Link>
    </main>
  );
}
