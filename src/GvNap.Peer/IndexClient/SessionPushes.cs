using GvNap.Peer.Wishes;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.IndexClient;

/// <summary>What an index server says unasked, and what follows from it.</summary>
/// <param name="say">Tells a person.</param>
/// <param name="wishes">What the peer watches for; null: nothing.</param>
internal sealed class SessionPushes(Action<IndexNoticeKind, string> say, WishKeeper? wishes = null)
{
    private readonly HashSet<string> _unreachable = [];
    private volatile IndexAttachment? _attachment;
    private volatile IReadOnlyList<Endpoint> _endpoints = [];
    private volatile string? _over;
    private volatile bool _closingWasSaid;
    private volatile bool _reachabilityCame;

    /// <summary>The endpoints that the server lists for this peer.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _endpoints;

    /// <summary>Why the session is over for good; null if it is not.</summary>
    public string? Over => _over;

    /// <summary>The server announced its end, which needs no second notice.</summary>
    public bool ClosingWasSaid => _closingWasSaid;

    /// <summary>A new attachment is sought.</summary>
    public void Reset() => (_attachment, _closingWasSaid, _reachabilityCame) = (null, false, false);

    /// <summary>A new attachment was made.</summary>
    public void Attach(IndexAttachment attachment)
    {
        _attachment = attachment;
        if (!_reachabilityCame)
        {
            _endpoints = [.. attachment.Registered.Endpoints];
        }
    }

    /// <summary>Takes one message.</summary>
    public void Receive(Envelope envelope)
    {
        switch (envelope.MessageCase)
        {
            case Envelope.MessageOneofCase.ServerClosing:
                _closingWasSaid = true;
                say(IndexNoticeKind.ServerClosing, WithReason(_attachment is { } attachment ? $"The index server {attachment.Connection.Server} is closing" : "The index server is closing", envelope.ServerClosing.Message));
                _attachment?.Connection.End("it is closing");
                break;
            case Envelope.MessageOneofCase.Reachability:
                NoteReachability(envelope.Reachability);
                break;
            case Envelope.MessageOneofCase.Matches or Envelope.MessageOneofCase.Presence:
                wishes?.Receive(envelope);
                break;
            case Envelope.MessageOneofCase.Notice:
                Note(envelope.Notice.Code, envelope.Notice.Message);
                break;
            case Envelope.MessageOneofCase.Error:
                Note(envelope.Error.Code, envelope.Error.Message);
                _attachment?.Connection.End(SafeText.ForTerminal(envelope.Error.Message));
                break;
        }
    }

    /// <summary>A line that tells what happened and, if somebody gave one, the reason.</summary>
    public static string WithReason(string what, string reason) => reason.Length == 0 ? $"{what}." : $"{what}: {SafeText.ForTerminal(reason)}";

    /// <summary>The line that tells of a ban.</summary>
    public static string Refusal(string reason) => WithReason("The index server refuses this peer", reason);

    private void Note(ErrorCode code, string message)
    {
        switch (code)
        {
            case ErrorCode.Superseded:
                _over = "Another process has taken over this peer's place on the network; this one is no longer registered.";
                say(IndexNoticeKind.Superseded, _over);
                _attachment?.Connection.End("another process took over");
                break;
            case ErrorCode.Banned:
                _over = Refusal(message);
                say(IndexNoticeKind.Refused, _over);
                _attachment?.Connection.End("it refuses this peer");
                break;
            case ErrorCode.NameTaken:
                say(IndexNoticeKind.NameLost, WithReason("Another peer has this user name now", message));
                break;
            case ErrorCode.Timeout:
                // The connection ends with this reason, which is said then.
                break;
            default:
                say(IndexNoticeKind.ServerMessage, WithReason("The index server says", message));
                break;
        }
    }

    private void NoteReachability(Reachability reachability)
    {
        _reachabilityCame = true;
        _endpoints = [.. reachability.Endpoints];

        // A container's name means nothing to an index server outside; whoever is reached somewhere need do nothing.
        if (reachability.Endpoints.FirstOrDefault(endpoint => endpoint.State == EndpointState.Reachable) is { } reached)
        {
            if (_unreachable.Count > 0)
            {
                say(IndexNoticeKind.ReachableEndpoint, $"The index server reaches this peer at {Target(reached)} now.");
            }

            _unreachable.Clear();
            return;
        }

        foreach (var endpoint in reachability.Endpoints.Where(endpoint => endpoint.State == EndpointState.Unreachable))
        {
            if (_unreachable.Add(Target(endpoint)))
            {
                say(IndexNoticeKind.UnreachableEndpoint, $"The index server cannot reach this peer at {Target(endpoint)}: if others cannot either, open the port, or advertise another address.");
            }
        }
    }

    private static string Target(Endpoint endpoint) => $"{SafeText.ForTerminal(endpoint.Host)}:{endpoint.Port}";
}
