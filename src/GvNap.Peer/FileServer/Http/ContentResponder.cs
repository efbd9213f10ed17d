using System.Diagnostics;
using System.Net;
using GvNap.Peer.FileServer.Slots;
using GvNap.Protocol.Connections;
using GvNap.Protocol.Content;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SharedFile = GvNap.Peer.Sharing.SharedFile;

namespace GvNap.Peer.FileServer.Http;

/// <summary>
/// Answers HTTP: GET and HEAD of <c>/content/CONTENT-ID</c>, and nothing else. Uploads have the slots, the queue, the
/// rates and the checks of the transfer protocol.
/// </summary>
/// <param name="services">What all connections share.</param>
internal sealed class ContentResponder(FileServices services)
{
    private const string Folder = "/content/";

    private readonly ServedHosts _hosts = new(services.Options.HostNames);

    /// <summary>Answers a request. Its span is a child of the one that its <c>traceparent</c> names.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        using var span = FileSpans.Start("serve content", context.Request.Headers.TraceParent.ToString());
        await SortAsync(context);
        span?.SetTag("http.response.status_code", context.Response.StatusCode);
    }

    private async Task SortAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!_hosts.Contains(request.Host))
        {
            await RefuseAsync(response, StatusCodes.Status421MisdirectedRequest, "This peer is not known by that name; --advertise makes it so.");
        }
        else if (request.Headers.ContainsKey(HeaderNames.Origin))
        {
            await RefuseAsync(response, StatusCodes.Status403Forbidden, "Pages of others get nothing here.");
        }
        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.Headers.Allow = "GET, HEAD";
            await RefuseAsync(response, StatusCodes.Status405MethodNotAllowed, "There is only GET and HEAD.");
        }
        else if (Find(request) is { } file)
        {
            await ServeAsync(context, file);
        }
        else
        {
            await RefuseAsync(response, StatusCodes.Status404NotFound, "This peer does not share that.");
        }
    }

    private SharedFile? Find(HttpRequest request) =>
        request.Path.Value is { } path
        && path.StartsWith(Folder, StringComparison.Ordinal)
        && ContentId.TryParse(path[Folder.Length..], out var content)
        && services.Library.TryFind(content, out var file) ? file : null;

    private async Task ServeAsync(HttpContext context, SharedFile file)
    {
        var (request, response) = (context.Request, context.Response);
        var selection = ContentSelection.Of(request.Method, request.GetTypedHeaders(), ContentHeaders.TagOf(file.Content), file.Content.Size);
        var sends = HttpMethods.IsGet(request.Method) && selection.Length > 0;
        var answer = sends ? await services.Slots.AskAsync(ClientOf(context), patience: TimeSpan.Zero, context.RequestAborted) : default;
        using var slot = answer.Slot;
        if (sends && slot is null)
        {
            await RefuseAsync(response, answer.Place);
            return;
        }

        using var opened = new WantedFile(services.Library, file.Content).OpenWhole();
        if (opened is null)
        {
            await RefuseAsync(response, StatusCodes.Status404NotFound, "The file has changed since it was shared.");
            return;
        }

        response.StatusCode = selection.Status;
        ContentHeaders.Write(response, opened.File, selection);
        if (slot is not null)
        {
            Activity.Current?.SetTag("gvnap.queue_wait", slot.Waited.TotalSeconds);
            await SendAsync(context, new FileRange(opened, selection.Offset, selection.Length, slot));
        }
    }

    private async Task SendAsync(HttpContext context, FileRange range)
    {
        using var deadline = new Deadline(services.Time, reason =>
        {
            services.Log.ConnectionCut(context.Connection.Id, reason);
            context.Abort();
        });
        var sender = new FileSender(context.Response.BodyWriter, deadline, services);
        try
        {
            await context.Response.StartAsync(context.RequestAborted);
            await sender.SendAsync(range, context.RequestAborted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // A part that is cut short cannot be taken for the whole: its length was said before.
            services.Log.ConnectionCut(context.Connection.Id, e.Message);
            Activity.Current.Fail(e.Message);
            context.Abort();
        }

        Activity.Current?.SetTag("gvnap.bytes", sender.Sent);
    }

    private static UploadClient ClientOf(HttpContext context) =>
        new($"{AddressQuota.KeyOf(context.Connection.RemoteIpAddress ?? IPAddress.None)}", User: "");

    private static Task RefuseAsync(HttpResponse response, UploadPlace place)
    {
        Activity.Current?.SetTag("gvnap.queue_position", place.Position);
        var seconds = (long)Math.Ceiling(place.RetryAfter.TotalSeconds);
        response.Headers.RetryAfter = $"{seconds}";
        return RefuseAsync(
            response, StatusCodes.Status503ServiceUnavailable, $"All upload slots are taken; place {place.Position} in the queue is kept for who asks again in {seconds} s.");
    }

    private static Task RefuseAsync(HttpResponse response, int status, string message)
    {
        Activity.Current.Fail(message);
        response.StatusCode = status;
        response.ContentType = "text/plain";
        response.Headers.XContentTypeOptions = "nosniff";
        return response.WriteAsync(message + "\n");
    }
}
