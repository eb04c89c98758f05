/** Whether there is a network, as far as the browser knows. */
import { Store, useStore } from "../store";

export const online = new Store<boolean>(navigator.onLine);
addEventListener("online", () => online.set(true));
addEventListener("offline", () => online.set(false));

export function OfflineBanner() {
  const isOnline = useStore(online);
  return (
    <div class="offline" role="status">
      {!isOnline && <p>You are offline. What is on the screen stays; go on when you are back.</p>}
    </div>
  );
}
