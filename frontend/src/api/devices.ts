import { useQuery } from "@tanstack/react-query";
import { get, run, tell, type Schemas } from "./client";
import { DIRECTORY_KEY } from "./directory";

export type Device = Schemas["DeviceOut"];
export type Equipment = Required<Schemas["Equipment"]>;
export type Pairing = Schemas["PairingOut"];

/** The paired screens of a site. */
export function useDevices(siteId: string, page: number) {
  return useQuery({
    queryKey: [...DIRECTORY_KEY, "devices", siteId, page],
    queryFn: ({ signal }) => get("/api/sites/{site_id}/devices", { path: { site_id: siteId }, query: { page } }, signal),
    refetchInterval: 30_000,
  });
}

export const pairDevice = (siteId: string, body: Schemas["PairIn"]) =>
  run("/api/sites/{site_id}/devices", { path: { site_id: siteId }, body });
export const revokeDevice = (id: string) => run("/api/devices/{device_id}/revoke", { path: { device_id: id } });

/** A code for this unpaired screen. */
export const openPairing = () => tell("post", "/api/pairings");
/** Signs this screen in by its key. */
export const signInDevice = (key: string) => tell("post", "/api/session/device", { body: { key } });
export const tellEquipment = (body: Equipment) => tell("post", "/api/device/equipment", { body });
