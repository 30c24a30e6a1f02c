import Records

extension ProductKey {
  /// Whether the type is that of a product model.
  public var isModel: Bool {
    member("product_type").map { Self.unquoted($0).elementsEqual(RequestRules.productModel.utf8) } ?? false
  }

  /// Writes the object with one identifier more, its members in the order of the reference.
  ///
  /// The object must not have that identifier; the code of a model makes it a model.
  public func write(
    adding identifier: DirectIdentifier, _ value: UnsafeBufferPointer<UInt8>, to out: ByteBuffer
  ) {
    out.append(UInt8(ascii: "{"))
    if let type = member("product_type") {
      if identifier == .modelCode {
        out.appendMember("product_type") { $0.appendJSONString(RequestRules.productModel) }
      } else {
        out.appendMember("product_type") { $0.append(type) }
      }
      out.append(UInt8(ascii: ","))
    }
    out.appendMember(identifier == .uuid ? "product_uuid" : "product_model_code") {
      $0.appendJSONString(value)
    }
    forEachMember { name, value in
      if name.elementsEqual("product_type".utf8) { return }
      out.append(UInt8(ascii: ","))
      out.append(UInt8(ascii: "\""))
      out.append(name)
      out.append(UInt8(ascii: "\""))
      out.append(UInt8(ascii: ":"))
      out.append(value)
    }
    out.append(UInt8(ascii: "}"))
  }
}

extension ByteBuffer {
  fileprivate func appendMember(_ name: String, _ value: (ByteBuffer) -> Void) {
    appendJSONString(name)
    append(UInt8(ascii: ":"))
    value(self)
  }
}
