import { Button, Card, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get, run, type Schemas } from "@/api/client";
import { useAct } from "@/api/useAct";
import { confirmAct } from "@/kit/confirm";
import { moment } from "@/kit/dates";
import { keeper, vault } from "./browser";
import classes from "./Offline.module.css";

type Device = Schemas["OfflineDeviceRow"];
const KEY = ["offline", "devices"];

const revoke = (device_id: string) => run("/api/offline/devices/{device_id}/revoke", { path: { device_id } });

function DeviceLine({ device }: { device: Device }) {
  const { t } = useTranslation("offline");
  const isThis = vault.getRow()?.device.id === device.id;
  const act = useAct(() => revoke(device.id), { refresh: [KEY], done: t("device.revoked"), onDone: () => void keeper.contact() });
  const ask = () =>
    confirmAct({
      title: t("device.ask", { name: device.name }),
      detail: t("device.detail"),
      act: t("device.revoke"),
      onConfirm: () => act.mutate(undefined),
    });
  const facts = [t("device.copies", { count: device.copies }), t("device.seen", { at: moment(device.last_contact_at) })];
  return (
    <li className={classes.paper} data-testid="offline-device">
      <span className={classes.words}>
        <span className={classes.name}>{isThis ? t("device.this", { name: device.name }) : device.name}</span>
        <span className={classes.facts}>{facts.join(" · ")}</span>
        {device.ended_because !== "" && <span className={classes.facts}>{t(`device.ended.${device.ended_because}`)}</span>}
      </span>
      {device.ended_because === "" && (
        <Button loading={act.isPending} aria-label={t("device.revoke_of", { name: device.name })} onClick={ask}>
          {t("device.revoke")}
        </Button>
      )}
    </li>
  );
}

/** The devices on which one keeps documents, each to be revoked: it erases them at its next contact. */
export function OwnDevices() {
  const { t } = useTranslation("offline");
  const devices = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get("/api/offline/devices", {}, signal) });
  const shown = devices.data?.items.filter(({ ended_because, copies }) => ended_because === "" || copies > 0) ?? [];
  return (
    <Card>
      <Stack gap="sm">
        <div className={classes.head}>
          <div>
            <Text fw={600}>{t("device.title")}</Text>
            <Text c="dimmed">{t("device.lead")}</Text>
          </div>
          <Button component={Link} to="/offline">
            {t("title")}
          </Button>
        </div>
        {shown.length > 0 && (
          <ul className={classes.papers}>
            {shown.map((device) => (
              <DeviceLine key={device.id} device={device} />
            ))}
          </ul>
        )}
      </Stack>
    </Card>
  );
}
