using System.Net;
using System.Net.Sockets;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using Microsoft.AspNetCore.Http;

namespace GvNap.Index.Admin;

/// <summary>Asks an index server that runs on this machine how it is: what a container's health check runs.</summary>
/// <param name="options">The options with which the server runs.</param>
internal sealed class HealthQuestion(IndexServerOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Says hello on the index port and, where health is served, asks for it.</summary>
    /// <returns>What is wrong, in one line; null if nothing is.</returns>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await GreetAsync(limit.Token) ?? await AskHttpAsync(limit.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or HttpRequestException or ProtocolException)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"No answer within {Patience.TotalSeconds:0} s.";
        }
    }

    private async Task<string?> GreetAsync(CancellationToken cancellationToken)
    {
        var host = LoopbackOf(options.ListenAddress).ToString();
        await using var connection = await FrameConnection.ConnectAsync(host, options.Port, cancellationToken);
        var hello = new Hello { MinVersion = ProtocolLimits.Version, MaxVersion = ProtocolLimits.Version, Agent = "health check" };
        await connection.Writer.WriteAsync(new Envelope { RequestId = 1, Hello = hello }, cancellationToken);
        var reply = await connection.Reader.ReadAsync(cancellationToken);

        // A ban that shuts this machine out as well is no illness.
        return reply is { Welcome: not null } or { Error.Code: ErrorCode.Banned } ? null : $"The index port answers Hello with {reply?.MessageCase.ToString() ?? "nothing"}.";
    }

    private async Task<string?> AskHttpAsync(CancellationToken cancellationToken)
    {
        if (options.HealthUrls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var first, ..])
        {
            return null;
        }

        var address = BindingAddress.Parse(first);
        var host = address.Host is "*" or "+" ? "localhost"
            : IPAddress.TryParse(address.Host, out var bound) ? Bracketed(LoopbackOf(bound))
            : address.Host;
        var url = new Uri($"http://{host}:{address.Port}/health");
        using var http = new HttpClient();
        using var answer = await http.GetAsync(url, cancellationToken);
        return answer.IsSuccessStatusCode ? null : $"{url} answers {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}.";
    }

    private static IPAddress LoopbackOf(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback
        : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : address;

    private static string Bracketed(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
