import CLibXML2

/// libxml2's callbacks; the user pointer leads to the collector.
enum XMLHandlers {
  /// A parser that hands its events to the collector; it loads and expands nothing by itself.
  ///
  /// The default handlers, which build a tree and keep entities, are not used: what is nil here is skipped.
  static func makeContext(_ collector: UnsafeMutablePointer<XMLCollector>) -> xmlParserCtxtPtr? {
    XMLHandlers.initialize
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.startElementNs = startRoot
    handler.endElementNs = endElement
    handler.characters = characters
    // The same function: libxml2 then need not tell white space from text.
    handler.ignorableWhitespace = characters
    handler.cdataBlock = cdata
    handler.getEntity = getEntity
    handler.getParameterEntity = getParameterEntity
    handler.entityDecl = declareEntity
    handler.serror = report
    guard let context = xmlCreatePushParserCtxt(&handler, collector, nil, 0, nil) else { return nil }
    xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue))
    // How many names a parser has seen depends on how the document was cut: `XMLReader.limitNames` bounds them.
    _ = xmlDictSetLimit(context.pointee.dict, 0)
    // The text is UTF-8: libxml2 need not guess, for which it would wait for a fourth byte.
    context.pointee.charset = XML_CHAR_ENCODING_UTF8.rawValue
    return context
  }

  static func free(_ context: xmlParserCtxtPtr) {
    // Where a document declares entities, libxml2 keeps them in a document of its own making.
    if let document = context.pointee.myDoc { xmlFreeDoc(document) }
    context.pointee.myDoc = nil
    xmlFreeParserCtxt(context)
  }

  /// libxml2 wants its global tables made before threads use it.
  private static let initialize: Void = xmlInitParser()

  @inline(__always)
  private static func collector(_ user: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLCollector> {
    // The parser was made with this pointer.
    user.unsafelyUnwrapped.assumingMemoryBound(to: XMLCollector.self)
  }

  /// The first start tag only: notes the root and passes all others on.
  private static let startRoot: startElementNsSAX2Func = {
    user, name, prefix, uri, namespaceCount, namespaces, count, defaulted, attributes in
    let collector = collector(user)
    let context = collector.pointee.context
    collector.pointee.root = XMLRoot(
      name: name.map { String(cString: $0) } ?? "", namespace: uri.map { String(cString: $0) })
    context.pointee.sax.pointee.startElementNs = startElement
    startElement(user, name, prefix, uri, namespaceCount, namespaces, count, defaulted, attributes)
  }

  private static let startElement: startElementNsSAX2Func = {
    user, name, _, _, _, _, count, defaulted, attributes in
    collector(user).pointee.startElement(
      name.unsafelyUnwrapped, attributes, count: Int(count), defaulted: Int(defaulted))
  }

  private static let endElement: endElementNsSAX2Func = { user, _, _, _ in
    collector(user).pointee.endElement()
  }

  private static let characters: charactersSAXFunc = { user, text, length in
    let collector = collector(user)
    if collector.pointee.captureCount != 0 {
      collector.pointee.characters(text.unsafelyUnwrapped, Int(length))
    }
  }

  private static let cdata: cdataBlockSAXFunc = { user, text, length in
    let collector = collector(user)
    if collector.pointee.captureCount != 0 {
      collector.pointee.cdata(text.unsafelyUnwrapped, Int(length))
    }
  }

  private static let getEntity: getEntitySAXFunc = { user, name in
    guard let name else { return nil }
    return collector(user).pointee.entity(named: name)
  }

  private static let getParameterEntity: getParameterEntitySAXFunc = { user, _ in
    collector(user).pointee.entities.parameter
  }

  private static let declareEntity: entityDeclSAXFunc = { user, name, type, _, _, content in
    guard let name else { return }
    collector(user).pointee.entities.declare(name, type: type, content: content)
  }

  private static let report: xmlStructuredErrorFunc = { user, error in
    guard let user, let error, error.pointee.level == XML_ERR_FATAL else { return }
    collector(user).pointee.report(error.pointee)
  }
}
