/// Why a record is rejected; what was found is kept apart by the evaluator.
enum RecordFault: UInt8, CaseIterable {
  case externalIDMissing
  case scoreMissing
  case scoreNotANumber
  case scoreFraction
  case scoreRange
  case scoreNotInTable
  case scoreScale
  case dateUnreadable
  case dateNoZone
  case originMissing
  case noIdentifier
  case uuid
  case productType
  case required
  case mismatch
  case notAnInteger
  case negative
  case notANumber
  case notABoolean
  case lookup
  case object
  case urlEncoding
  case patternLimit
  case tooLong
  case fanOut
}
