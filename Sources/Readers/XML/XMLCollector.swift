import CLibXML2
import Records

/// Follows the parser's events and collects the records' values.
///
/// ```
/// events ─► node of the automaton ─► cells of the open scopes ─► row, when a record (item) ends
///           none: `dead` counts the depth, nothing else happens
/// ```
/// It lives in raw memory, because each callback reaches it through libxml2's user pointer: a class would
/// cost a retain and an exclusivity check for each field.
struct XMLCollector {
  /// A cell of the plan with what has been found for it in its open scope.
  struct Cell {
    let level: Int32
    /// Range of `slotTable`.
    let slots: XMLAutomaton.Run
    let isOwnAttribute: Bool
    /// First and last value (positions in the store's `values`), and how many.
    var first = 0
    var last = 0
    var count = 0
    /// Whether a record that ends now may use the values: some element of the cell has ended.
    var isSettled = false
    /// The slot made of the values by copying them behind the records' own, and when.
    var copy = Slot.missing
    var copyGeneration = -1
  }

  /// A run of text in a store's bytes.
  struct Value {
    var start: Int
    var length = 0
    /// The next value of the same cell, or -1.
    var next = -1
  }

  /// The texts of one level: one for each ancestor, one for the record and all inside it.
  struct Store {
    var bytes = RawQueue<UInt8>(capacity: 4096)
    var values = RawQueue<Value>(capacity: 64)
    /// The position that `bytes` must not pass.
    var limit = Int.max
  }

  /// A level of the chain.
  struct Scope {
    /// Range of `cellTable`.
    let cells: XMLAutomaton.Run
    /// Cells of which a record must wait for, because they may still come.
    let openCellCount: Int
    var unsettled = 0
    /// The position of the first row that began in the open element.
    var firstRow = 0
    /// How many elements of the level have begun, and where in the fed bytes the first did.
    var openings = 0
    var firstTag = 0
    /// Where the open element's tag begins.
    var start = 0
  }

  /// The record that is being read.
  struct OpenRecord {
    var isOpen = false
    /// In the document's fed bytes, from 0.
    var start = 0
    var line = 0
    var firstRow = 0
    /// Where its values begin in the record store.
    var valueStart = 0
    var fault: XMLFault?
  }

  // What the plan says.
  let automaton: XMLAutomaton
  let recordLevel: Int
  let itemLevel: Int
  let slotCount: Int
  let maxDepth: Int
  let maxRecordBytes: Int
  let cells: UnsafeMutablePointer<Cell>
  let scopes: UnsafeMutablePointer<Scope>
  let stores: UnsafeMutablePointer<Store>
  let slotTable: RawArray<Int32>
  let cellTable: RawArray<Int32>
  /// The fault of each ancestor's scope, by level: its records cannot be trusted.
  var scopeFaults: [XMLFault?]
  var hasScopeFaults = false

  // Where the parser is.
  let context: xmlParserCtxtPtr
  /// From where on the fed bytes are the document's own, one after the other.
  var textStart = 0
  var current: UnsafeMutablePointer<XMLAutomaton.Node>
  let stack: UnsafeMutablePointer<UnsafeMutablePointer<XMLAutomaton.Node>>
  /// Open elements that the automaton knows.
  var live = 0
  /// Open elements below the last known one.
  var dead = 0
  /// The cells that take text now.
  var capture: UnsafeMutablePointer<Int32>
  var captureCount = 0

  // What was found.
  var record = OpenRecord()
  var recordCount = 0
  var rows: XMLRowQueue
  /// Grows when rows leave: then copies of ancestors' values must be made anew.
  var generation = 0
  /// Where the current generation begins, in the record store's bytes and in the rows' elements.
  var generationStart = 0
  var elementStart = 0
  var deepestLevel = 0
  /// Up to this level the elements stay open from block to block; 0 where the document is read in one go.
  var baseLevel = 0
  /// Whether one of these elements has ended.
  var hasLeftBase = false
  var root: XMLRoot?
  var entities: XMLEntities
  /// Bytes that were replaced in the part of the document that may still matter, in order.
  var dirt: [XMLDirt] = []
  /// The last that is no longer among them.
  var lastDirt: XMLDirt?
  /// The error after which libxml2 gave no more events.
  var failure: XMLFailure?
  var warnings: [XMLWarning] = []
}

extension XMLCollector {
  /// Where the parser stands.
  var place: XMLPlace { context.position(from: textStart) }

  /// Whether no element is open; meant for the time after the root began.
  var hasRootEnded: Bool { live + dead == 0 }
}

/// The root element, as found.
struct XMLRoot: Equatable {
  var name: String
  var namespace: String?
}
