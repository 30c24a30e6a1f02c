import Mapping
import Records

/// Where the threads meet: some feeders, some workers and one collector.
///
/// ```
/// feeders    fill the items of their lane in order      wait while it is full
/// workers    claim filled items, lane by lane in order  finish them in any order
/// collector  takes finished items in order of input     so output does not depend on the number of threads
/// ```
/// Input n goes through lane n % lanes: the inputs behind the one that is collected are read ahead as far as their
/// lanes hold. The rings bound memory. The lock is taken a few times a batch, never for a record.
final class BatchRing: @unchecked Sendable {
  private let inputCount: Int
  private let monitor: Monitor
  private var lanes: [BatchLane]
  /// The input whose items are taken.
  private var takenInput = 0
  private var cancelled = false

  // Conditions of the monitor; those above are of feeders, one for each lane.
  private static let canClaim = 0
  private static let canTake = 1
  private static let canFill = 2

  /// Several inputs share the items: `length` of them, but at least two for each lane.
  init(length: Int, lanes laneCount: Int = 1, inputs: Int = 1, plan: MappingPlan) {
    inputCount = inputs
    let share = max(length / laneCount, min(length, 2))
    lanes = (0..<laneCount).map { _ in BatchLane((0..<share).map { _ in WorkItem(plan: plan) }) }
    monitor = Monitor(conditions: Self.canFill + laneCount)
  }

  var laneCount: Int { lanes.count }

  /// The next item of an input to fill, empty; nil when the run was cancelled.
  func nextToFill(_ input: Int = 0) -> WorkItem? {
    let lane = input % lanes.count
    return monitor.locked {
      while !cancelled {
        if let item = lanes[lane].toFill {
          item.input = input
          return item
        }
        monitor.wait(Self.canFill + lane)
      }
      return nil
    }
  }

  func filled(_ item: WorkItem) {
    monitor.locked {
      lanes[item.input % lanes.count].fill()
      monitor.wake(Self.canClaim)
    }
  }

  /// The next item to map and its number, of the input nearest to being collected; nil when there is no more.
  ///
  /// - Parameter waits: Until an item is filled; else nil may mean that none is yet.
  func claim(waits: Bool = true) -> (item: WorkItem, number: Int)? {
    monitor.locked {
      while !cancelled, takenInput < inputCount {
        let nearest = (0..<lanes.count).lazy.map { (self.takenInput + $0) % self.lanes.count }
        if let lane = nearest.first(where: { self.lanes[$0].canClaim }) { return lanes[lane].claim() }
        guard waits else { return nil }
        monitor.wait(Self.canClaim)
      }
      return nil
    }
  }

  func finished(_ item: WorkItem, _ number: Int) {
    monitor.locked {
      lanes[item.input % lanes.count].finish(number)
      if item.input == takenInput { monitor.wake(Self.canTake) }
    }
  }

  /// The next finished item, in the order of the inputs and of each input; nil when there is no more.
  func take() -> WorkItem? {
    monitor.locked {
      while !cancelled, takenInput < inputCount {
        if let item = lanes[takenInput % lanes.count].toTake { return item }
        monitor.wait(Self.canTake)
      }
      return nil
    }
  }

  /// Gives the item that `take` returned back to its feeder.
  func release(_ item: WorkItem) {
    let (lane, endsInput) = (item.input % lanes.count, item.endsInput)
    item.removeAll()
    monitor.locked {
      lanes[lane].release()
      monitor.wake(Self.canFill + lane)
      guard endsInput else { return }
      takenInput += 1
      if takenInput == inputCount { monitor.wakeAll(Self.canClaim) }
    }
  }

  /// Wakes every thread and lets it end.
  func cancel() {
    monitor.locked {
      cancelled = true
      monitor.wakeEveryone()
    }
  }

  var isCancelled: Bool { monitor.locked { cancelled } }
}
