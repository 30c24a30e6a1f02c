import Foundation
import Records

/// A service and a timer of systemd.
struct SystemdSchedule {
  private let run: NightlyRun

  init(_ run: NightlyRun) { self.run = run }

  static let timer = """
    # Starts reviewferry.service every night. While a run lasts, the timer starts no second one.

    [Unit]
    Description=Nightly submission of product reviews to Akeneo PX Insights

    [Timer]
    # Not between one and three: there summer time skips an hour or repeats it.
    OnCalendar=*-*-* 03:17:00
    RandomizedDelaySec=10min
    # A night in which the machine was off is made up for.
    Persistent=yes

    [Install]
    WantedBy=timers.target

    """

  var service: String { heading + start + Self.hardening }

  private var heading: String {
    """
    # A nightly submission for systemd, started by reviewferry.timer. Name the export as it will be called every night
    # (systemd expands no patterns such as /srv/exports/*.csv, reviewferry does). Then:
    #
    #     sudo cp \(units.joined(separator: " ")) /etc/systemd/system/
    #     sudo systemctl enable --now reviewferry.timer
    #     sudo systemctl start reviewferry.service                  # a first run, now
    #     journalctl -u reviewferry.service

    [Unit]
    Description=Submission of product reviews to Akeneo PX Insights
    Wants=network-online.target
    After=network-online.target
    # Four starts in three hours; RestartSec= below must fit in between.
    StartLimitIntervalSec=3h
    StartLimitBurst=4

    """
  }

  private var units: [String] {
    ["reviewferry.service", "reviewferry.timer"].map { ShellWord.shell("\(run.folder)/\($0)") }
  }

  /// What is not there yet cannot be mounted, so the folder above it is named then; that of `init` will be there.
  private var writtenFolder: String {
    let folder = PathText.folder(of: run.ledger)
    return folder == run.folder ? folder : InitPath.nearest(folder)
  }

  private var start: String {
    let words = ([run.program] + run.submission + ["--config", run.configuration]).map(ShellWord.systemd)
    let variables =
      run.answers.credentials.path == nil
      ? """

      # Belongs to root alone and holds REVIEWFERRY_CLIENT_ID=… and the other credentials.
      EnvironmentFile=/etc/reviewferry/environment
      """ : ""
    return """

      [Service]
      # Not oneshot, for which RestartForceExitStatus= is not allowed.
      Type=exec
      # Who owns the ledger and the file of credentials.
      User=\(run.user)\(variables)
      # What does not fit in memory goes to a disk: /tmp may be memory.
      Environment=REVIEWFERRY_TEMP_DIR=/var/tmp
      ExecStart=\(words.joined(separator: " "))
      # The ledger's folder, or what was there of it; the folders of the runs are in it too.
      ReadWritePaths=\(ShellWord.systemd(writtenFolder))

      """
  }

  private static let hardening = """
    UMask=0077

    # Worth another try in 20 minutes: 69, the API was not available; 75, another run held the ledger; a crash. All
    # others want a person: the unit stays failed.
    RestartForceExitStatus=69 75
    Restart=on-abnormal
    RestartSec=20min
    # Stopped by 'systemctl stop' or a shutdown: the next run goes on where it was.
    SuccessExitStatus=143
    # After SIGTERM what is in flight may still end: --timeout, 60 s, and time to save.
    TimeoutStopSec=120s
    RuntimeMaxSec=6h
    # --memory, 256 MiB by default, and as much again for what waits to be sent.
    MemoryMax=512M

    NoNewPrivileges=yes
    CapabilityBoundingSet=
    AmbientCapabilities=
    ProtectSystem=strict
    ProtectHome=read-only
    PrivateTmp=yes
    PrivateDevices=yes
    PrivateMounts=yes
    ProtectProc=invisible
    ProcSubset=pid
    ProtectClock=yes
    ProtectHostname=yes
    ProtectKernelTunables=yes
    ProtectKernelModules=yes
    ProtectKernelLogs=yes
    ProtectControlGroups=yes
    RemoveIPC=yes
    RestrictNamespaces=yes
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    LockPersonality=yes
    # Names are looked up through UNIX and netlink sockets.
    RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
    SystemCallArchitectures=native
    SystemCallFilter=@system-service
    SystemCallFilter=~@privileged
    # Not MemoryDenyWriteExecute=: regular expressions of mappings are compiled to machine code.

    """
}
