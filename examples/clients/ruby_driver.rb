# A driver for the AWS SDK for Ruby v3: `ruby ruby_driver.rb [SERVICE [NAMES]]`, with
# SHAPEPROOF_ENDPOINT set. NAMES is a file with what member_names.py prints. Ruby calls AppId app_id;
# without the file the API's names are taken to be those on the wire, as they are in many services.
require "aws-sdk-core"
require "base64"
require "json"
require "stringio"
require "time"

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 2, 3, 2
PAGES = "$paginate:"
ANSWERS = $stdout.dup
$stdout.reopen($stderr) # only answers go to the standard output
SERVICE = ARGV[0] || "amplifybackend"
NAMES = ARGV[1] ? JSON.parse(File.read(ARGV[1])) : {}

# Raised for an operation or a member that the client does not have.
class Unsupported < StandardError; end

# Notes whether the current call has sent anything: the last handler before the one that sends.
class NoteSent < Seahorse::Client::Handler
  class << self
    attr_accessor :sent
  end

  def call(context)
    NoteSent.sent = true
    @handler.call(context)
  end
end

def normal(name)
  name.to_s.downcase.delete("^a-z0-9")
end

def make_client
  begin
    require "aws-sdk-#{SERVICE}"
  rescue LoadError
    raise unless Aws.const_defined?(SERVICE.upcase) # STS and SSO come with the core
  end
  name = Aws.constants.find { |each| normal(each) == normal(SERVICE) }
  own = SERVICE == "s3" ? { require_https_for_sse_cpk: false } : {}
  Aws.const_get(name)::Client.new(
    endpoint: ENV.fetch("SHAPEPROOF_ENDPOINT"),
    region: ENV.fetch("AWS_REGION"),
    credentials: Aws::Credentials.new(ENV["AWS_ACCESS_KEY_ID"], ENV["AWS_SECRET_ACCESS_KEY"]),
    disable_host_prefix_injection: true,
    retry_mode: "standard", max_attempts: ATTEMPTS,
    http_open_timeout: CONNECT_SECONDS, http_read_timeout: READ_SECONDS,
    **own
  )
end

# The names of a structure: Ruby's and the API's, both ways.
class Names
  include Seahorse::Model::Shapes

  def initialize
    @known = {}
  end

  def ruby(shape, name)
    found = shape.member_names.find { |each| normal(each) == normal(name) }
    found or raise Unsupported, "#{shape.name}.#{name}"
  end

  def api(shape, member)
    @known[[shape.name, member]] ||= find(shape, member) || own(member)
  end

  private

  def find(shape, member)
    listed = NAMES[shape.name]
    return shape.member(member).location_name if listed.nil?

    listed.find { |each| normal(each) == normal(member) }
  end

  # A member that the SDK has added, such as expires_string.
  def own(member)
    member.to_s.split("_").map(&:capitalize).join
  end
end

# Values of the driver protocol, and those of the SDK, by the SDK's own model.
class Values
  include Seahorse::Model::Shapes

  def initialize
    @names = Names.new
  end

  def in(ref, value)
    shape = ref&.shape
    case value
    when Hash then object_in(shape, value)
    when Array
      item = shape.member if shape.is_a?(ListShape)
      value.map { |each| self.in(item, each) }
    else value
    end
  end

  def out(ref, value)
    case value
    when Struct then structure_out(ref.shape, value)
    when Hash
      entry = ref.shape.value if ref && ref.shape.is_a?(MapShape)
      value.to_h { |key, each| [text(key.to_s), out(entry, each)] }
    when Array
      item = ref.shape.member if ref && ref.shape.is_a?(ListShape)
      value.map { |each| out(item, each) }
    when Time then { "$timestamp" => value.getutc.iso8601(3) }
    when String then blob?(ref) ? { "$blob" => Base64.strict_encode64(value) } : text(value)
    when Float then float_out(value)
    when Symbol then value.to_s
    else value.respond_to?(:read) ? { "$blob" => Base64.strict_encode64(value.read) } : value
    end
  end

  private

  def object_in(shape, value)
    return Base64.decode64(value["$blob"]) if value.keys == ["$blob"]
    return Time.iso8601(value["$timestamp"]) if value.keys == ["$timestamp"]
    return float_in(value["$float"]) if value.keys == ["$float"]

    case shape
    when StructureShape
      value.to_h do |name, each|
        member = @names.ruby(shape, name)
        [member, self.in(shape.member(member), each)]
      end
    when MapShape then value.to_h { |key, each| [key, self.in(shape.value, each)] }
    else value
    end
  end

  def float_in(name)
    { "NaN" => Float::NAN, "Infinity" => Float::INFINITY, "-Infinity" => -Float::INFINITY }[name]
  end

  def structure_out(shape, value)
    if value.is_a?(Aws::Structure::Union) && value.member == :unknown
      return { "SDK_UNKNOWN_MEMBER" => { "name" => value.value.to_s } }
    end

    members = value.members.reject { |each| value[each].nil? || !shape.member?(each) }
    members.to_h { |each| [@names.api(shape, each), out(shape.member(each), value[each])] }
  end

  def float_out(value)
    return { "$float" => "NaN" } if value.nan?

    value.infinite? ? { "$float" => value.positive? ? "Infinity" : "-Infinity" } : value
  end

  def blob?(ref)
    ref && ref.shape.is_a?(BlobShape)
  end

  def text(value)
    value.dup.force_encoding(Encoding::UTF_8).scrub
  end
end

# Makes calls, and describes their ends.
class Driver
  def initialize(client)
    @client = client
    @values = Values.new
    @methods = client.operation_names.to_h { |each| [client.config.api.operation(each).name, each] }
  end

  def answer(call)
    NoteSent.sent = false
    { id: call["id"], ok: true, output: perform(call["operation"], call["params"]) }
  rescue Unsupported => error
    warn("#{error.message}: the client does not have it")
    { id: call["id"], unsupported: true }
  rescue StandardError => error
    { id: call["id"], ok: false, error: failure(error) }
  end

  private

  def perform(name, params)
    all_pages = name.delete_prefix!(PAGES)
    method = @methods[name] or raise Unsupported, name
    operation = @client.config.api.operation(method)
    raise Unsupported, PAGES + name if all_pages && !operation[:pager]

    request = @client.build_request(method, @values.in(operation.input, params))
    request.handlers.add(NoteSent, step: :sign, priority: 0)
    response = request.send_request
    pages = all_pages ? response.each_page.to_a : [response]
    pages.map { |page| output(operation, page.data) }.reduce { |all, page| join(all, page) }
  end

  # A body of null leaves nil, and one without a result a class: no member can be asked of them.
  def output(operation, data)
    raise TypeError, "the data of the response are #{data.class}" unless data.is_a?(Struct)

    @values.out(operation.output, data)
  end

  # All pages as one: lists are joined, everything else is from the last page.
  def join(all, page)
    lists = all.select { |_, value| value.is_a?(Array) }
    lists.merge(page) { |_, before, more| before + more }
  end

  def failure(error)
    described = { code: error.class.name, message: error.message.dup.force_encoding("UTF-8").scrub }
    case error
    when Aws::Errors::ServiceError then described.merge(service_error(error))
    else described.merge(kind: NoteSent.sent ? "transport" : "validation")
    end
  end

  def service_error(error)
    shape = error.context.operation.errors.find { |each| each.shape.name == error.code }
    fields = shape && error.data.is_a?(Struct) ? @values.out(shape, error.data) : {}
    {
      kind: "service", code: error.code.to_s, status: error.context.http_response.status_code,
      fields: fields.reject { |name, _| normal(name) == "message" }
    }
  end
end

def say(message)
  ANSWERS.puts(JSON.generate(message))
  ANSWERS.flush
end

client = make_client
driver = Driver.new(client)
say(hello: 1, client: "aws-sdk-ruby #{Aws::CORE_GEM_VERSION}", supports: ["paginate"])
$stdin.each_line("\n") { |line| say(driver.answer(JSON.parse(line))) }
