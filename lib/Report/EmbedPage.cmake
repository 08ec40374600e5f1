# cmake -DOUT=FILE -DPAGE=DIR -P EmbedPage.cmake: the files of page/ as C++ strings. Scripts become one, in the order of
# their names.
function(embed name)
  set(text "")
  foreach(file ${ARGN})
    file(READ ${file} part)
    string(APPEND text "${part}")
  endforeach()
  file(APPEND ${OUT} "static constexpr char ${name}[] = R\"TERN(${text})TERN\";\n")
endfunction()

file(GLOB scripts ${PAGE}/*.js)
list(SORT scripts)
file(WRITE ${OUT} "")
embed(kPage ${PAGE}/page.html)
embed(kStyle ${PAGE}/style.css)
embed(kScript ${scripts})
