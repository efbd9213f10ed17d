using System.Net;
using System.Net.Http.Headers;

namespace GvNap.EndToEnd.Tests.Http;

/// <summary>A web server that answers every GET with the same bytes, ranges and all.</summary>
internal sealed class CorruptWebServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly byte[] _bytes;
    private readonly Task _serving;

    public CorruptWebServer(byte[] bytes)
    {
        _bytes = bytes;
        Port = ReservedPort.Next();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>Requests that were answered.</summary>
    public int Requests { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (HttpListenerException) when (_listener.IsListening)
            {
                // The client went away in the middle.
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Requests++;
        var (from, to) = (0L, _bytes.Length - 1L);
        if (RangeHeaderValue.TryParse(context.Request.Headers["Range"], out var range) && range.Ranges.First() is { From: { } start } asked)
        {
            (from, to) = (start, asked.To ?? to);
            context.Response.StatusCode = 206;
            context.Response.AddHeader("Content-Range", $"bytes {from}-{to}/{_bytes.Length}");
        }

        context.Response.ContentLength64 = to - from + 1;
        await context.Response.OutputStream.WriteAsync(_bytes.AsMemory((int)from, (int)(to - from + 1)));
        context.Response.Close();
    }
}
