using System.Net;
using Google.Protobuf;
using GvNap.Peer.FileServer.Slots;
using GvNap.Protocol;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using GvNap.Protocol.Peers;
using Kind = GvNap.Protocol.Messages.Envelope.MessageOneofCase;

namespace GvNap.Peer.FileServer;

/// <summary>The first message of a connection: a greeting, or the probe of an index server.</summary>
/// <param name="services">What all connections share.</param>
/// <param name="address">The remote address, as the queue counts it.</param>
internal sealed class FileGreeting(FileServices services, IPAddress address)
{
    /// <summary>Who greeted; null before.</summary>
    public UploadClient? Client { get; private set; }

    /// <summary>Answers the first message.</summary>
    /// <exception cref="ProtocolException">It is neither, or does not fit: the connection must end.</exception>
    public FileReply Answer(Envelope request) => request.MessageCase switch
    {
        Kind.Probe => Probe(request.Probe),
        Kind.TransferHello => Greet(request.TransferHello),
        _ => throw new ProtocolException(ErrorCode.OutOfOrder, "TransferHello comes first."),
    };

    private FileReply Probe(Probe probe)
    {
        if (probe.Nonce.Length == ProtocolLimits.ProbeNonceLength)
        {
            services.OnProbe(probe.Nonce.Memory);
        }

        return new FileReply(null, Closes: true);
    }

    private FileReply Greet(TransferHello hello)
    {
        if (hello.MinVersion > ProtocolLimits.Version || hello.MaxVersion < ProtocolLimits.Version)
        {
            throw new ProtocolException(ErrorCode.Version, $"This peer speaks version {ProtocolLimits.Version}.");
        }

        if (hello.PeerId.Length is not 0 and not PeerId.Length)
        {
            throw new ProtocolException(ErrorCode.Invalid, $"A peer id has {PeerId.Length} bytes.");
        }

        var self = services.Identity();
        if (hello.PeerId.Length > 0 && self.Id != PeerId.FromBytes(hello.PeerId.Span))
        {
            throw new ProtocolException(ErrorCode.WrongPeer, "Another peer answers here.");
        }

        Client = new UploadClient($"{address}", UserName.IsValid(hello.User) ? UserName.Fold(hello.User) : "");
        return new FileReply(new Envelope
        {
            TransferWelcome = new TransferWelcome
            {
                Version = ProtocolLimits.Version,
                PeerId = self.Id is { } id ? ByteString.CopyFrom(id.ToBytes()) : ByteString.Empty,
                User = self.User ?? "",
            },
        });
    }
}
