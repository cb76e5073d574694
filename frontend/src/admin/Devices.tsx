import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pairDevice, revokeDevice, useDevices, type Device } from "@/api/devices";
import { DIRECTORY_KEY, type Site } from "@/api/directory";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { moment } from "@/kit/dates";
import { showFormProblem } from "@/kit/formProblem";
import { Pager } from "@/kit/Pager";
import { Loadable } from "@/kit/States";
import classes from "./Devices.module.css";
import { useFilled } from "./useFilled";

function PairForm({ site }: { site: Site }) {
  const { t } = useTranslation();
  const filled = useFilled();
  const form = useForm({ initialValues: { code: "", name: "" }, validate: { code: filled, name: filled } });
  const act = useAct((values: { code: string; name: string }) => pairDevice(site.id, values), {
    silent: true,
    done: t("admin:device.paired"),
    refresh: [DIRECTORY_KEY],
    onDone: () => form.reset(),
  });
  const submit = form.onSubmit((values) => act.mutate(values, { onError: (error) => showFormProblem(form, error) }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text>{t("admin:device.hint")}</Text>
        <Group align="flex-start" grow>
          <TextInput
            label={t("admin:device.code")}
            withAsterisk
            maxLength={12}
            autoComplete="off"
            autoCapitalize="characters"
            data-autofocus
            {...form.getInputProps("code")}
          />
          <TextInput label={t("admin:device.name")} withAsterisk maxLength={80} {...form.getInputProps("name")} />
        </Group>
        <Group justify="flex-end">
          <PrimaryButton type="submit" loading={act.isPending}>
            {t("admin:device.pair")}
          </PrimaryButton>
        </Group>
      </Stack>
    </form>
  );
}

/** What the device told of itself, in one line per kind. */
function EquipmentLines({ equipment }: Pick<Device, "equipment">) {
  const { t } = useTranslation();
  const { cameras, microphones, speakers, screen_width: width, screen_height: height } = equipment;
  const kinds = { cameras, microphones, speakers, screen: width > 0 ? [`${width} × ${height}`] : [] };
  const told = Object.entries(kinds).filter(([, names]) => names.length > 0);
  if (told.length === 0) return <p className={classes.fact}>{t("admin:device.nothing_told")}</p>;
  return told.map(([kind, names]) => (
    <p key={kind} className={classes.fact}>
      {t(`admin:device.${kind}`, { names: names.join(", ") })}
    </p>
  ));
}

function whenSeen({ revoked_at: revoked, last_seen_at: seen }: Device, t: TFunction): string {
  if (revoked) return t("admin:device.revoked_at", { time: moment(revoked) });
  return seen ? t("admin:device.seen", { time: moment(seen) }) : t("admin:device.never_seen");
}

/** Asked in its place: a second dialog would lie under the first. */
function RevokeQuestion({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation();
  const revoke = useAct(() => revokeDevice(device.id), { done: t("admin:device.revoked"), refresh: [DIRECTORY_KEY], onDone: onClose });
  return (
    <div className={classes.question} role="group" aria-label={t("admin:device.revoke_ask", { name: device.name })}>
      <Text fw={600}>{t("admin:device.revoke_ask", { name: device.name })}</Text>
      <Text>{t("admin:device.revoke_detail")}</Text>
      <Group justify="flex-end" mt="xs">
        <Button onClick={onClose} data-autofocus>
          {t("act.cancel")}
        </Button>
        <PrimaryButton onClick={() => revoke.mutate(undefined)} loading={revoke.isPending}>
          {t("admin:device.revoke")}
        </PrimaryButton>
      </Group>
    </div>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  return (
    <li>
      <div className={classes.device}>
        <div>
          <p className={classes.name}>{device.name}</p>
          <p className={classes.fact}>{whenSeen(device, t)}</p>
          <EquipmentLines equipment={device.equipment} />
        </div>
        {!device.revoked_at && !isAsking && (
          <Button onClick={() => setAsking(true)} aria-label={t("admin:device.revoke_named", { name: device.name })}>
            {t("admin:device.revoke")}
          </Button>
        )}
      </div>
      {isAsking && <RevokeQuestion device={device} onClose={() => setAsking(false)} />}
    </li>
  );
}

/** The paired screens of a site: pair another, see what they are, revoke one. */
export function DevicesDialog({ site, onClose }: { site: Site; onClose: () => void }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const devices = useDevices(site.id, page);
  return (
    <Modal opened onClose={onClose} size="lg" title={t("admin:device.of", { name: site.name })}>
      <Stack>
        <PairForm site={site} />
        <Loadable query={devices}>
          {(found) =>
            found.total === 0 ? (
              <Text c="dimmed">{t("admin:device.none")}</Text>
            ) : (
              <>
                <ul className={classes.list}>
                  {found.items.map((device) => (
                    <DeviceRow key={device.id} device={device} />
                  ))}
                </ul>
                <Pager page={found} onPage={setPage} />
              </>
            )
          }
        </Loadable>
      </Stack>
    </Modal>
  );
}
