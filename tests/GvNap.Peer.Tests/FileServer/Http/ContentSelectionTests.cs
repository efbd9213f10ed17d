using FsCheck;
using FsCheck.Fluent;
using GvNap.Peer.FileServer.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace GvNap.Peer.Tests.FileServer.Http;

public sealed class ContentSelectionTests
{
    private static readonly EntityTagHeaderValue Tag = new("\"content\"");

    [Theory]
    [InlineData("bytes=0-9", 206, 0, 10)]
    [InlineData("bytes=90-", 206, 90, 10)]
    [InlineData("bytes=90-1000", 206, 90, 10)]
    [InlineData("bytes=99-99", 206, 99, 1)]
    [InlineData("bytes=-1", 206, 99, 1)]
    [InlineData("bytes=-1000", 206, 0, 100)]
    [InlineData("bytes=0-9223372036854775807", 206, 0, 100)]
    [InlineData("bytes=100-", 416, 0, 0)]
    [InlineData("bytes=9223372036854775807-", 416, 0, 0)]
    [InlineData("bytes=-0", 416, 0, 0)]
    [InlineData("bytes=0-1,5-6", 200, 0, 100)]
    [InlineData("bytes=9-1", 200, 0, 100)]
    [InlineData("bytes=--1", 200, 0, 100)]
    [InlineData("bytes=99999999999999999999-", 200, 0, 100)]
    [InlineData("pages=1-2", 200, 0, 100)]
    [InlineData("", 200, 0, 100)]
    public void One_range_of_bytes_is_served_and_what_is_no_such_range_is_ignored(string range, int status, long offset, long length) =>
        Assert.Equal(new ContentSelection(status, offset, length), Select(100, ("Range", range)));

    [Theory]
    [InlineData("bytes=0-", 416)]
    [InlineData("bytes=-5", 200)]
    public void Of_nothing_there_is_no_part(string range, int status) => Assert.Equal(status, Select(0, ("Range", range)).Status);

    [Theory]
    [InlineData("\"content\"", 206)]
    [InlineData("W/\"content\"", 200)]
    [InlineData("\"other\"", 200)]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", 200)]
    public void A_range_of_another_content_gets_the_whole(string condition, int status) =>
        Assert.Equal(status, Select(100, ("Range", "bytes=5-"), ("If-Range", condition)).Status);

    [Theory]
    [InlineData("If-None-Match", "\"content\"", 304)]
    [InlineData("If-None-Match", "\"a\", W/\"content\"", 304)]
    [InlineData("If-None-Match", "*", 304)]
    [InlineData("If-None-Match", "\"other\"", 200)]
    [InlineData("If-Match", "\"content\"", 200)]
    [InlineData("If-Match", "*", 200)]
    [InlineData("If-Match", "\"other\"", 412)]
    [InlineData("If-Match", "W/\"content\"", 412)]
    public void Conditions_are_met(string header, string value, int status) => Assert.Equal(status, Select(100, (header, value)).Status);

    [Fact]
    public void Head_has_no_range() =>
        Assert.Equal(200, ContentSelection.Of("HEAD", Headers(("Range", "bytes=1-2")), Tag, 100).Status);

    [Fact]
    public void A_part_is_always_inside() => Prop.ForAll(
        Gen.Choose(0, 200).Select(n => (long)n).ToArbitrary(),
        Gen.OneOf(Gen.Choose(-1, 250), Gen.Constant(int.MaxValue)).Two().ToArbitrary(),
        (size, ends) =>
        {
            var (from, to) = ends;
            var selection = Select(size, ("Range", $"bytes={(from < 0 ? "" : from)}-{(to < 0 ? "" : to)}"));
            return selection.Status switch
            {
                200 => selection.Offset == 0 && selection.Length == size,
                206 => selection.Offset >= 0 && selection.Length > 0 && selection.Offset + selection.Length <= size && (from < 0 || selection.Offset == from),
                _ => selection.Status == 416 && selection.Length == 0 && (from >= size || to == 0),
            };
        }).QuickCheckThrowOnFailure();

    private static ContentSelection Select(long size, params (string Name, string Value)[] headers) =>
        ContentSelection.Of("GET", Headers(headers), Tag, size);

    private static RequestHeaders Headers(params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary[name] = value;
        }

        return new RequestHeaders(dictionary);
    }
}
