import Delivery
import Foundation

/// A CronJob of Kubernetes, with the disk of its ledger.
///
/// It takes no file of the folder but the mapping: paths are others there, and a file of credentials would belong to root.
struct KubernetesSchedule {
  private let run: NightlyRun

  init(_ run: NightlyRun) { self.run = run }

  var text: String { heading + Self.claim + job + container + mounts + volumes }

  private var keys: [CredentialKey] {
    run.answers.credentials.isApp
      ? [.clientID, .token] : [.clientID, .clientSecret, .username, .password]
  }

  /// The own mapping's file; nil for a shipped one.
  private var mappingFile: String? {
    switch run.answers.mapping {
    case .shipped: nil
    case .file(let path): path
    case .draft: "\(run.folder)/\(InitFiles.mappingName)"
    }
  }

  private var heading: String {
    let secrets =
      run.answers.credentials.path.map { "--from-env-file=\(ShellWord.shell($0))" }
      ?? keys.map { "--from-literal=\($0.rawValue)=…" }.joined(separator: " ")
    let mapping =
      mappingFile.map {
        "\n#     kubectl create configmap reviewferry-mapping --from-file=mapping.yaml=\(ShellWord.shell($0))"
      } ?? ""
    return """
      # A nightly submission as a Kubernetes CronJob (1.31 or later). Change what is in capitals: the image, which must
      # hold the program with the shipped mappings and the libraries that the README names, and the volume of the exports.
      #
      #     kubectl create secret generic reviewferry-credentials \(secrets)\(mapping)
      #     kubectl apply -f \(ShellWord.shell(run.folder + "/cronjob.yaml"))
      ---

      """
  }

  private static let claim = """
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: reviewferry-state
    spec:
      # The ledger is a SQLite file with a write-ahead log: a disk of one node, never a network file system.
      accessModes: [ReadWriteOncePod]
      resources:
        requests:
          # The ledger, and the run folders with their rejects.
          storage: 5Gi
    ---

    """

  private let job = """
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: reviewferry
      labels:
        app.kubernetes.io/name: reviewferry
    spec:
      schedule: "17 3 * * *"
      timeZone: Etc/UTC
      # The ledger would refuse a second run with 75; this does not even start it.
      concurrencyPolicy: Forbid
      startingDeadlineSeconds: 3600
      successfulJobsHistoryLimit: 3
      failedJobsHistoryLimit: 3
      jobTemplate:
        spec:
          # A run that is stopped here drains and saves; the next night goes on.
          activeDeadlineSeconds: 21600
          # Tries after 69, the API was not available, and 75, another run held the ledger; 10 s, 20 s, 40 s … apart.
          backoffLimit: 5
          podFailurePolicy:
            rules:
              # A node that is drained is no failure: the pod is started again elsewhere.
              - action: Ignore
                onPodConditions:
                  - type: DisruptionTarget
              # These want a person; the same run again would end the same.
              - action: FailJob
                onExitCodes:
                  containerName: submit
                  operator: In
                  values: [1, 2, 64, 66, 73, 77, 78]
          template:
            metadata:
              labels:
                app.kubernetes.io/name: reviewferry
            spec:
              # podFailurePolicy asks for it.
              restartPolicy: Never
              # After SIGTERM what is in flight may still end: --timeout, 60 s, and time to save.
              terminationGracePeriodSeconds: 120
              automountServiceAccountToken: false
              # A Service named 'reviewferry' would set variables that begin as ours do.
              enableServiceLinks: false
              securityContext:
                runAsNonRoot: true
                runAsUser: 65532
                runAsGroup: 65532
                # So that the user may write in the volume.
                fsGroup: 65532
                fsGroupChangePolicy: OnRootMismatch
                seccompProfile:
                  type: RuntimeDefault
              containers:
                - name: submit
                  image: REGISTRY.example.com/reviewferry:\(Version.text)
                  command: [reviewferry]

    """

  private var container: String {
    let mapping =
      switch run.answers.mapping {
      case .shipped(let name): name
      case .file, .draft: "/config/mapping.yaml"
      }
    let api = run.answers.apiURL.map { Self.variable("REVIEWFERRY_API_URL", $0) } ?? ""
    let secrets = keys.map { key in
      """
                      - name: \(key.environmentName)
                        valueFrom:
                          secretKeyRef: { name: reviewferry-credentials, key: \(key.rawValue) }

      """
    }
    return """
                    args:
                      - submit

      """ + inputs + """
                        - --mapping
                        - \(ShellWord.yaml(mapping))
                      env:

        """ + Self.variable("REVIEWFERRY_PIM_URL", run.answers.pimURL) + api + secrets.joined()
        + Self.variable("REVIEWFERRY_LOG_FORMAT", "json")
        + Self.variable("REVIEWFERRY_LEDGER", "/state/ledger.sqlite")
        + Self.variable("REVIEWFERRY_TEMP_DIR", "/scratch") + Self.variable("REVIEWFERRY_MEMORY", "256MiB")
  }

  private var inputs: String {
    let name = (run.export as NSString).lastPathComponent
    let exports = run.answers.source.inputs("/exports/\(name)").map {
      """
                      # A pattern such as /exports/*.csv may stand here: reviewferry expands it.
                      - \(ShellWord.yaml($0))

      """
    }
    let permission = run.answers.source.permission.map { "                - \($0)\n" }
    return (exports + permission).joined()
  }

  private static func variable(_ name: String, _ value: String) -> String {
    """
                    - name: \(name)
                      value: \(ShellWord.yaml(value))

    """
  }

  private var mounts: String {
    let mapping =
      mappingFile == nil
      ? ""
      : """
                      - name: mapping
                        mountPath: /config
                        readOnly: true

      """
    return """
                    resources:
                      requests:
                        cpu: 500m
                        memory: 384Mi
                      limits:
                        # REVIEWFERRY_MEMORY, and as much again for what waits to be sent.
                        memory: 512Mi
                    securityContext:
                      allowPrivilegeEscalation: false
                      readOnlyRootFilesystem: true
                      capabilities:
                        drop: [ALL]
                    volumeMounts:
                      - name: state
                        mountPath: /state
                      - name: exports
                        mountPath: /exports
                        readOnly: true
                      - name: scratch
                        mountPath: /scratch

      """ + mapping
  }

  private var volumes: String {
    let mapping =
      mappingFile == nil
      ? ""
      : """
                  - name: mapping
                    configMap:
                      name: reviewferry-mapping

      """
    return """
                volumes:
                  - name: state
                    persistentVolumeClaim:
                      claimName: reviewferry-state
                  # Wherever the exports come from.
                  - name: exports
                    persistentVolumeClaim:
                      claimName: EXPORTS
                      readOnly: true
                  # On the node's disk, not in memory: what does not fit in REVIEWFERRY_MEMORY.
                  - name: scratch
                    emptyDir:
                      sizeLimit: 10Gi

      """ + mapping
  }
}
