using System.Net;
using GvNap.Protocol;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using Kind = GvNap.Protocol.Messages.Envelope.MessageOneofCase;

namespace GvNap.Index.Connections;

/// <summary>
/// Answers the requests of one connection. Queries may be answered by any number of threads at once, everything
/// else one after the other.
/// </summary>
/// <param name="services">What all connections share.</param>
/// <param name="link">The connection.</param>
/// <param name="observed">The address from which it comes, normalised.</param>
internal sealed class RequestDispatcher(IndexServices services, IPeerLink link, IPAddress observed)
{
    /// <summary>Bytes of a request that is no batch of files: what is longer only fills the server's memory while it waits for its turn.</summary>
    private const int MaxRequestLength = 64 * 1024;

    private static readonly string Agent = $"gvnap-index/{typeof(RequestDispatcher).Assembly.GetName().Version!.ToString(3)}";

    private readonly Queries _queries = new(services.Index, services.Limits);
    private volatile bool _isGreeted;

    /// <summary>Whether versions were agreed.</summary>
    public bool IsGreeted => _isGreeted;

    /// <summary>The peer for which the connection speaks.</summary>
    public Attachment Attachment { get; } = new(services, link, observed);

    /// <summary>What the connection wants to be told of.</summary>
    public Subscriptions Subscriptions { get; } = new(services, link);

    /// <summary>Refuses what is far longer than any request of its kind.</summary>
    /// <exception cref="ProtocolException">It is.</exception>
    public static void CheckLength(Envelope request)
    {
        if (request.MessageCase != Kind.Share && request.CalculateSize() > MaxRequestLength)
        {
            throw new ProtocolException(ErrorCode.Invalid, $"Only Share may be longer than {MaxRequestLength} bytes.");
        }
    }

    /// <summary>Whether a request may be answered before those that came earlier.</summary>
    public bool MayOvertake(Envelope request) =>
        IsGreeted && request.MessageCase is Kind.FindSources or Kind.Browse or Kind.ListPeers;

    /// <summary>Answers a request, whatever it is.</summary>
    public async ValueTask<Reply> AnswerAsync(Envelope request, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.StartRequest(request);
        Reply reply;
        try
        {
            reply = await RouteAsync(request, cancellationToken);
        }
        catch (ProtocolException e)
        {
            reply = Reply.Refuse(e.Code, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            services.Log.RequestFailed(e, request.MessageCase);
            reply = Reply.Refuse(ErrorCode.Internal, "The server failed at this request.", closes: true);
        }

        Telemetry.EndRequest(activity, request.MessageCase, reply.Code);
        if (reply.Message is { } message)
        {
            message.RequestId = request.RequestId;
        }

        return reply;
    }

    private async ValueTask<Reply> RouteAsync(Envelope request, CancellationToken cancellationToken)
    {
        if (!IsGreeted && request.MessageCase != Kind.Hello)
        {
            return Reply.Refuse(ErrorCode.OutOfOrder, "Say Hello first.", closes: true);
        }

        if (request is { RequestId: 0, MessageCase: not (Kind.None or Kind.Heartbeat or Kind.Probe) })
        {
            return Reply.Refuse(ErrorCode.Invalid, "A request needs an id that is not 0.");
        }

        return request.MessageCase switch
        {
            Kind.Hello => Greet(request.Hello),
            Kind.Register => await Attachment.RegisterAsync(request.Register, cancellationToken),
            Kind.Share => await Attachment.ShareAsync(request.Share, cancellationToken),
            Kind.Heartbeat => Reply.None,
            Kind.Probe => Attachment.ReturnNonce(request.Probe),
            Kind.Quit => await Attachment.QuitAsync(cancellationToken),
            Kind.Watch => Subscriptions.Watch(request.Watch, Attachment),
            Kind.Follow => Subscriptions.Follow(request.Follow, Attachment),
            Kind.Search => _queries.Search(request.Search),
            Kind.FindSources => _queries.FindSources(request.FindSources),
            Kind.Browse => _queries.Browse(request.Browse),
            Kind.ListPeers => _queries.ListPeers(request.ListPeers),
            _ => Reply.Refuse(ErrorCode.Unsupported, "This message is not known here."),
        };
    }

    private Reply Greet(Hello hello)
    {
        if (IsGreeted)
        {
            return Reply.Refuse(ErrorCode.OutOfOrder, "You said Hello already.");
        }

        if (services.Directory.Bans.Current.Find(observed) is { } ban)
        {
            return Reply.Shut(ban);
        }

        if (hello.MinVersion > ProtocolLimits.Version || hello.MaxVersion < ProtocolLimits.Version)
        {
            return Reply.Refuse(ErrorCode.Version, $"This server speaks version {ProtocolLimits.Version} of the protocol.", closes: true);
        }

        _isGreeted = true;
        services.Log.Greeted(observed, SafeText.ForTerminal(hello.Agent.Length > ProtocolLimits.AgentLength ? hello.Agent[..ProtocolLimits.AgentLength] : hello.Agent));
        return new(new Envelope { Welcome = new Welcome { Version = ProtocolLimits.Version, Agent = Agent } });
    }
}
