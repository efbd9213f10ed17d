using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>Stands before a source that is killed and started again: one connection for each of its lives, and so many bytes of files for each.</summary>
internal sealed class GatedProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Action<Read> _onRead;
    private readonly Task _serving;
    private TaskCompletionSource<Life> _next = NewSource<Life>();

    /// <summary>Begins to listen.</summary>
    /// <param name="onRead">Sees each request to read before the source does.</param>
    public GatedProxy(Action<Read> onRead)
    {
        _onRead = onRead;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>The source lives again; whoever has connected meanwhile, or connects next, gets this life.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="bytes">The bytes of files that pass.</param>
    public Life Begin(int port, long bytes)
    {
        var life = new Life(port, bytes);
        _next.SetResult(life);
        return life;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        _next.TrySetCanceled();
        await _serving;
    }

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptSocketAsync();
                var life = await _next.Task;
                _next = NewSource<Life>();
                await ServeAsync(client, life);
                life.HasEnded.SetResult();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client, Life life)
    {
        using var source = new TcpClient();
        await source.ConnectAsync(IPAddress.Loopback, life.Port);
        await using var stream = new NetworkStream(client);
        var asking = PassRequestsAsync(stream, source.GetStream());
        await UntilItBreaksAsync(() => PassRepliesAsync(source.GetStream(), stream, life));

        // What has passed arrives: the end comes behind it, and then everything is waited for that the downloader makes of it.
        client.Shutdown(SocketShutdown.Send);
        await asking;
    }

    private Task PassRequestsAsync(Stream from, Stream to) => UntilItBreaksAsync(async () =>
    {
        var reader = new FrameReader(PipeReader.Create(from));
        while (await reader.ReadAsync(CancellationToken.None) is { } request)
        {
            if (request.Read is { } read)
            {
                _onRead(read);
            }

            await UntilItBreaksAsync(() => WriteAsync(to, request));
        }
    });

    private static async Task PassRepliesAsync(Stream from, Stream to, Life life)
    {
        var input = PipeReader.Create(from);
        var reader = new FrameReader(input);
        while (await reader.ReadAsync(CancellationToken.None) is { } reply)
        {
            await WriteAsync(to, reply);
            for (var left = (long)(reply.ReadHeader?.Length ?? 0); left > 0;)
            {
                var result = await input.ReadAsync();
                var part = result.Buffer.Slice(0, Math.Min(left, Math.Min(result.Buffer.Length, life.Left)));
                await to.WriteAsync(part.ToArray());
                input.AdvanceTo(part.End);
                left -= part.Length;
                if (!life.Pass(part.Length))
                {
                    await life.WasKilled.Task;
                    return;
                }

                if (result.IsCompleted && part.IsEmpty)
                {
                    return;
                }
            }
        }
    }

    private static async Task WriteAsync(Stream to, Envelope message)
    {
        var frame = new ArrayBufferWriter<byte>();
        Frame.Write(frame, message);
        await to.WriteAsync(frame.WrittenMemory);
    }

    private static async Task UntilItBreaksAsync(Func<Task> pass)
    {
        try
        {
            await pass();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or ProtocolException)
        {
            // One side is gone.
        }
    }

    /// <summary>One life of the source.</summary>
    internal sealed class Life(int port, long bytes)
    {
        public int Port { get; } = port;

        /// <summary>Bytes of files that may still pass.</summary>
        public long Left { get; private set; } = bytes;

        /// <summary>Bytes of files that have passed.</summary>
        public long Passed { get; private set; }

        /// <summary>Completes when as many bytes have passed as may: nothing passes any more.</summary>
        public TaskCompletionSource IsSpent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>To be completed when the source is killed.</summary>
        public TaskCompletionSource WasKilled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the downloader has made what it can of what has passed, and has closed its connection.</summary>
        public TaskCompletionSource HasEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <returns>False if no more may pass.</returns>
        public bool Pass(long count)
        {
            (Left, Passed) = (Left - count, Passed + count);
            if (Left == 0)
            {
                IsSpent.TrySetResult();
            }

            return Left > 0;
        }
    }
}
